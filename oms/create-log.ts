/** The OMS's log: JSON lines with an event name, without secrets and without what identifies a customer. */
import { pino, type DestinationStream, type Logger } from 'pino';
import { readCorrelation } from './http/correlation.ts';

const SECRETS = ['authorization', 'token', 'access_token', 'accessToken', 'apiKey', 'password', 'secret', 'webhookSecret', 'webhook_secret'];
const PERSONAL = ['address', 'shipping_address', 'shippingAddress', 'shipTo', 'ship_to', 'email', 'customer_email', 'customerEmail', 'customer_name', 'customerName', 'phone'];

export function createLog(level: string, destination?: DestinationStream): Logger {
  const redacted = [...SECRETS, ...PERSONAL].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = { level, messageKey: 'event', mixin: readCorrelation, redact: { paths: [...redacted, 'req.headers.authorization'], censor: '***' } };
  return destination ? pino(options, destination) : pino(options);
}

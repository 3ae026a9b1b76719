import { expect, test } from 'vitest';
import { createLog } from './create-log.ts';

test('a log line names its event and holds neither secrets nor the customer', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => { lines.push(line); } });
  log.info({ orderId: 'ord_1', email: 'someone@example.com', headers: { authorization: 'Bearer pbk_x' }, order: { shipTo: { name: 'Someone' }, lines: 2 }, config: { accessToken: 'shpat_x' } }, 'order:created');
  log.debug({}, 'not:asked:for');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'order:created', orderId: 'ord_1', email: '***', headers: { authorization: '***' }, order: { shipTo: '***', lines: 2 }, config: { accessToken: '***' } });
});

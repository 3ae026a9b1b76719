/** What a Shopify connector needs to know. Sealed at rest, never answered in clear. */
import { z } from 'zod';

export const shopifyConfigSchema = z.object({
  shopDomain: z.string().regex(/^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$/).describe('The shop\'s own domain, such as brand.myshopify.com: webhooks of another shop are refused.'),
  apiBaseUrl: z.url().describe('Where the Admin API is; https://<shop domain> unless it is a simulator.'),
  apiVersion: z.string().regex(/^(20\d\d-(01|04|07|10)|unstable)$/).default('2026-10').describe('Version of the Admin API; each lives a year or more.'),
  accessToken: z.string().min(1).describe('Admin API access token.'),
  /** Two while a secret is being changed: Shopify may sign with the old one for an hour. */
  webhookSecrets: z.array(z.string().min(1)).min(1).max(2).describe('The app\'s client secret; the old and the new one while it is being changed.'),
});
export type ShopifyConfig = z.infer<typeof shopifyConfigSchema>;

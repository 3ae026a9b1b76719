/** What the kiosk's page may do. Pure rules; window.ts applies them. */

/** The page's own scheme when the shell serves it: `packbench://station/`. */
export const APP_SCHEME = 'packbench';
export const APP_ORIGIN = `${APP_SCHEME}://station`;

export const CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; connect-src 'self'; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The kiosk never leaves the page it was opened with: same origin only, and only our scheme or a loopback station. */
export function isAllowedNavigation(target: string, home: string): boolean {
  if (!URL.canParse(target) || !isAllowedHome(home)) return false;
  const [to, from] = [new URL(target), new URL(home)];
  // A scheme of our own has the opaque origin "null" in Node: compare the parts.
  return to.protocol === from.protocol && to.host === from.host && to.username === '' && to.password === '';
}

/** Our own page, or the page of a station service on this machine. */
export function isAllowedHome(home: string): boolean {
  if (!URL.canParse(home)) return false;
  const url = new URL(home);
  if (url.protocol === `${APP_SCHEME}:`) return url.host === 'station';
  return url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname) && url.username === '';
}

/** File below the screens' folder for a page address, or null when it points anywhere else. */
export function screenFileOf(address: string): string | null {
  if (!isAllowedNavigation(address, `${APP_ORIGIN}/`)) return null;
  let path: string;
  try { path = decodeURIComponent(new URL(address).pathname); } catch { return null; }
  if (path === '/' || path === '') return 'index.html';
  const parts = path.slice(1).split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part));
  return isPlain ? parts.join('/') : null;
}

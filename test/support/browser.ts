/** A headless Chromium for tests: an installed one, else the one that npm brings for Linux x64. */
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright';
import { findBrowser } from '../../scripts/launch/find-browser.ts';

/** Without the npm Chromium's own flags: its --single-process dies with the first page that is closed, and --disable-web-security would hide a broken policy. */
export async function openBrowser(): Promise<Browser> {
  const installed = findBrowser();
  if (!installed && (process.platform !== 'linux' || process.arch !== 'x64')) throw new Error('These tests need Chromium, Chrome or Edge: install one, or name it in KIOSK_BROWSER.');
  return chromium.launch({
    executablePath: installed ?? (await sparticuz.executablePath()),
    args: ['--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--autoplay-policy=no-user-gesture-required', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

export type Wedge = { scan(code: string): Promise<void> };

/**
 * A wedge scanner: key events by CDP, not awaited one by one, since awaiting each takes longer than the gap that tells a
 * scanner from a person.
 */
export async function plugInWedge(page: Page): Promise<Wedge> {
  const session = await page.context().newCDPSession(page);
  return { scan: async (code) => { await Promise.all([...Array.from(code, (character) => pressKey(session, character)), pressEnter(session)]); } };
}

async function pressKey(session: CDPSession, text: string): Promise<void> {
  const key = { key: text, text, unmodifiedText: text };
  await Promise.all([session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }), session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text })]);
}

async function pressEnter(session: CDPSession): Promise<void> {
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
  await Promise.all([session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: '\r', ...key }), session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })]);
}

/** A packer at a kiosk: a real browser page, a wedge scanner, and the station's own word on what came of each scan. */
import type { Browser, Page } from 'playwright';
import { formatControlCode, type PlainControl } from '../../domain/barcodes/control-code.ts';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { BOUNCE_MS } from '../../main/packing/handle-scan.ts';
import { connectStation, type StationAddress, type StationClient } from '../../scripts/launch/station-client.ts';
import { plugInWedge } from './browser.ts';
import { codesToScan } from './demo.ts';

export type KioskPacker = {
  readonly page: Page;
  readonly station: StationClient;
  view(): Promise<StationView>;
  /** Scans by the wedge and returns the view after the verdict. */
  scan(code: string): Promise<StationView>;
  control(name: PlainControl): Promise<StationView>;
  /** Scans all that is still missing, then waits until the printers have confirmed label and slip. */
  packAndPrint(): Promise<StationView>;
  close(): Promise<void>;
};

export async function openKioskPacker(browser: Browser, address: StationAddress): Promise<KioskPacker> {
  const station = await connectStation(address);
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(`${address.url}/#token=${address.token}`);
  await page.locator('[data-screen]').waitFor();
  const wedge = await plugInWedge(page);
  const view = (): Promise<StationView> => station.call('readView', {});
  const scan = async (code: string): Promise<StationView> => {
    // One code twice within this time is a bounce of the trigger; a person is slower than that.
    await new Promise((resolve) => { setTimeout(resolve, BOUNCE_MS + 20); });
    const before = (await view()).verdict?.scanNumber ?? 0;
    await wedge.scan(code);
    return station.waitForView((now) => (now.verdict?.scanNumber ?? 0) > before);
  };
  return {
    page, station, view, scan,
    control: (name) => scan(formatControlCode({ name })),
    packAndPrint: async () => {
      for (const code of codesToScan(await view())) await scan(code);
      return station.waitForView((now) => now.pack?.printJobs.length !== 0 && (now.pack?.printJobs.every((job) => job.state === 'confirmed') ?? false), 30_000);
    },
    close: async () => { station.close(); await page.close(); },
  };
}

/** Printers that could be set up: those that tell the network of themselves, and those on a USB cable. */
import { SPOKEN_LANGUAGES, type DriverKind, type SpokenLanguage } from '../drivers/create-driver.ts';
import { printerInterface, usbAddressOf, type UsbDevicePort, type UsbHost } from '../drivers/usb-port.ts';
import { browseDnsSd, type BrowseOptions, type FoundService } from './browse-dns-sd.ts';

export type DiscoveredPrinter = {
  readonly name: string; readonly model: string; readonly driver: DriverKind; readonly address: string;
  /** What it most likely reads; null when nothing says so and a person has to choose. */
  readonly language: SpokenLanguage | null;
};

const IPP = '_ipp._tcp.local';
const IPPS = '_ipps._tcp.local';
const DATA_STREAM = '_pdl-datastream._tcp.local';
const WAIT_MS = 2_500;
const VENDORS: Readonly<Record<number, SpokenLanguage>> = { 0x0a5f: 'zpl', 0x04b8: 'escpos' };

/** Never rejects. `browse` is changed by tests only. */
export async function discoverPrinters(usb: UsbHost, browse: Partial<BrowseOptions> = {}): Promise<DiscoveredPrinter[]> {
  const [services, devices] = await Promise.all([browseDnsSd({ types: [IPP, IPPS, DATA_STREAM], waitMs: WAIT_MS, ...browse }), usb.listDevices().catch(() => [])]);
  return [...onePerPrinter(services.flatMap(fromService)), ...devices.flatMap(fromDevice)];
}

function fromService(service: FoundService): DiscoveredPrinter[] {
  const host = service.addresses.find((address) => !address.includes(':')) ?? service.host;
  const model = service.texts.get('ty') ?? service.texts.get('product')?.replace(/^\(|\)$/g, '') ?? service.name;
  const language = guessLanguage(service, model);
  if (service.type.toLowerCase() === DATA_STREAM) return [{ name: service.name, model, driver: 'tcp9100', address: `${host}:${service.port}`, language }];
  const path = (service.texts.get('rp') ?? 'ipp/print').replace(/^\//, '');
  // A queue that another computer shares is that computer's spooler, not a printer.
  const driver = path.startsWith('printers/') ? 'spooler' : 'ipp';
  return [{ name: service.name, model, driver, address: `${service.type.toLowerCase() === IPPS ? 'ipps' : 'ipp'}://${host}:${service.port}/${path}`, language: language ?? 'pdf' }];
}

/** `usb_CMD` is the printer's own word for its languages, `pdl` the formats it takes. */
function guessLanguage(service: FoundService, model: string): SpokenLanguage | null {
  const said = `${service.texts.get('usb_cmd') ?? ''} ${service.texts.get('pdl') ?? ''}`.toLowerCase();
  const named = SPOKEN_LANGUAGES.find((language) => said.includes(language) || (language === 'escpos' && said.includes('esc/pos')));
  if (named) return named;
  if (/zebra|zpl/i.test(model)) return 'zpl';
  return /\bTM-/.test(model) ? 'escpos' : null;
}

/** A printer tells of itself once for each way in: direct and encrypted IPP are better than port 9100, unless it is a label printer. */
function onePerPrinter(printers: readonly DiscoveredPrinter[]): DiscoveredPrinter[] {
  const rank = (printer: DiscoveredPrinter): number => {
    if (printer.driver === 'tcp9100') return printer.language === 'zpl' || printer.language === 'epl' || printer.language === 'escpos' ? 0 : 3;
    return printer.address.startsWith('ipps:') ? 1 : 2;
  };
  const best = new Map<string, DiscoveredPrinter>();
  for (const printer of printers.toSorted((a, b) => rank(a) - rank(b))) if (!best.has(printer.name)) best.set(printer.name, printer);
  return [...best.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function fromDevice(device: UsbDevicePort): DiscoveredPrinter[] {
  if (!printerInterface(device)) return [];
  const model = [device.manufacturerName, device.productName].filter((part) => part !== null && part !== '').join(' ') || 'USB printer';
  return [{ name: model, model, driver: 'usb', address: usbAddressOf(device), language: VENDORS[device.vendorId] ?? null }];
}

/** Feeds the tray page from the running demo. */
import { startTray, type Tray, type TrayOrder, type TrayState } from '../../test/simulators/tray/start-tray.ts';
import { LASER_FAULTS, type LaserFault } from '../../test/simulators/laser/start-laser.ts';
import { ZEBRA_FAULTS, type ZebraFault } from '../../test/simulators/zebra/start-zebra.ts';
import type { DemoSystem } from './demo-system.ts';

const PAPERS_SHOWN = 12;

export function startDemoTray(demo: DemoSystem, port: number): Promise<Tray> {
  return startTray({
    port,
    sources: {
      readState: () => readState(demo),
      setConnected: (isConnected) => demo.network.setConnected(isConnected),
      setFault: (printer, fault) => setFault(demo, printer, fault),
      sendOrders: async (count) => demo.shopify.sendDayOfOrders(`${demo.oms.url}/connectors/${(await demo.oms.findShopConnector()) ?? ''}/webhook`, count),
      readImage: (printer, name) => {
        if (printer === 'thermal') return demo.zebra.renderLabel(name);
        const [, document = '', page = '0'] = /^(.+)\.(\d+)$/.exec(name) ?? [];
        return demo.laser.renderPage(document, Number(page));
      },
    },
  });
}

function setFault(demo: DemoSystem, printer: 'thermal' | 'laser', fault: string): boolean {
  const zebraFault = ZEBRA_FAULTS.find((known) => known === fault);
  const laserFault = LASER_FAULTS.find((known) => known === fault);
  if (printer === 'thermal' && zebraFault) { void demo.zebra.setFault(zebraFault satisfies ZebraFault); return true; }
  if (printer === 'laser' && laserFault) { void demo.laser.setFault(laserFault satisfies LaserFault); return true; }
  return false;
}

async function readState(demo: DemoSystem): Promise<TrayState> {
  const labels = demo.zebra.labels().slice(-PAPERS_SHOWN).toReversed();
  const documents = demo.laser.documents().slice(-PAPERS_SHOWN).toReversed();
  const orders = await readOrders(demo);
  return {
    isConnected: demo.network.isConnected(),
    thermal: { address: demo.zebra.address, faults: ZEBRA_FAULTS, fault: demo.zebra.fault(), papers: labels.map((label) => ({ caption: `Label ${label.name}`, imageUrl: `/image/thermal/${label.name}` })) },
    laser: {
      address: demo.laser.address, faults: LASER_FAULTS, fault: demo.laser.fault(),
      papers: documents.flatMap((document) => Array.from({ length: document.pageCount }, (_, page) => ({ caption: `${document.jobName}, page ${page + 1}`, imageUrl: `/image/laser/${document.name}.${page}` }))),
    },
    officeSummary: `${orders.filter(hasLeft).length} of ${orders.length} orders shipped, as the office knows it.`,
    orders: orders.toSorted((a, b) => Number(hasLeft(b)) - Number(hasLeft(a)) || a.orderNumber.localeCompare(b.orderNumber)).slice(0, 60),
  };
}

/** Its boxes may have arrived since. */
function hasLeft({ status }: { readonly status: string }): boolean {
  return ['SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED'].includes(status);
}

async function readOrders(demo: DemoSystem): Promise<TrayOrder[]> {
  const orders = await demo.oms.listOrders();
  return Promise.all(orders.map(async (order) => {
    // Only what has moved is asked for in full: the page asks once a second.
    if (!hasLeft(order)) return { orderNumber: order.order_number, status: order.status, trackingNumbers: [], shopFulfillments: [] };
    const detail = await demo.oms.readOrder(order.order_number);
    return { orderNumber: order.order_number, status: order.status, trackingNumbers: detail.shipments.map((one) => one.tracking_number), shopFulfillments: demo.shopify.fulfillmentsOf(detail.external_order_id ?? '').map((one) => one.trackingNumber) };
  }));
}

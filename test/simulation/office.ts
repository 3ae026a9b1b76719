/** What happens at the office meanwhile: orders come, are given to benches, change, are taken back and leave. */
import type { PartState } from '../../domain/fulfillment/part-state.ts';
import type { HubOrder } from './hub-state.ts';
import { Busy, HubCrash, type OpenTx } from './memory-hub.ts';
import { strikes, type World } from './world.ts';

const SKUS = ['SKU-A', 'SKU-B', 'SKU-C'] as const;

/** Runs an edit in a transaction of the office. A row that somebody has locked, or a dead hub, leaves all as it is. */
function edit(world: World, work: (tx: OpenTx) => void): void {
  const { memory } = world.hub;
  if (!memory.isUp) return;
  const tx = memory.begin();
  try {
    work(tx);
    memory.commit(tx);
  } catch (error) {
    memory.abort(tx);
    if (!(error instanceof Busy) && !(error instanceof HubCrash)) throw error;
  }
}

export function stationsOf(world: World, nodeId: string): string[] {
  return [...world.hub.memory.state.stations.values()].filter((row) => row.nodeId === nodeId && !row.isRevoked).map((row) => row.stationId);
}

export function addOrder(world: World, orderId = nextOrderId(world), nodeId = world.chance.pick(world.nodeIds) ?? ''): void {
  const stationId = world.chance.is(0.9) ? world.chance.pick(stationsOf(world, nodeId)) ?? null : null;
  const lines = Array.from({ length: world.chance.between(1, 2) }, (_, index) => ({ lineId: `${orderId}-l${index}`, sku: world.chance.pick(SKUS) ?? 'SKU-A', requiredUnits: 1 }));
  const order: HubOrder = { part: newPart(orderId, nodeId, lines, stationId), number: `#${orderId}`, addressRev: 1, isArchived: false, lines };
  edit(world, (tx) => { tx.orders.set(orderId, order); world.hub.memory.touch(tx, 'order', orderId); });
}

function nextOrderId(world: World): string {
  world.nextNumber += 1;
  return `o${world.nextNumber}`;
}

function newPart(orderId: string, nodeId: string, lines: HubOrder['lines'], stationId: string | null): PartState {
  return {
    orderId, nodeId, fulfillmentType: 'SHIP_TO_HOME', status: 'PICKING', isOnHold: false,
    allocations: lines.map((line) => ({ allocationId: `al-${line.lineId}`, orderItemId: line.lineId, nodeId, sku: line.sku, units: line.requiredUnits, isPacked: false })),
    parcel: { parcelId: `prc-${orderId}`, status: 'OPEN' }, labels: [{ trackingNumber: `${orderId}/1`, isVoid: false }], further: [],
    lease: { stationId, stationName: stationId, fence: 1 }, shipment: null,
  };
}

/** Another label; those before it are void (BLUEPRINT promise 3: what a moved lease leaves behind must not travel). */
function withNewLabel(part: PartState): PartState {
  const trackingNumber = `${part.orderId}/${part.labels.length + 1}`;
  return { ...part, labels: [...part.labels.map((label) => ({ ...label, isVoid: true })), { trackingNumber, isVoid: false }] };
}

export function giveTo(part: PartState, stationId: string): PartState {
  return { ...withNewLabel(part), lease: { stationId, stationName: stationId, fence: (part.lease?.fence ?? 0) + 1 } };
}

type Change = (order: HubOrder) => HubOrder | null;

export function changeOrder(world: World, orderId: string, change: Change): void {
  const { memory } = world.hub;
  edit(world, (tx) => {
    memory.lock(tx, `order:${orderId}`);
    const order = memory.state.orders.get(orderId);
    const changed = order ? change(order) : null;
    if (changed === null) return;
    tx.orders.set(orderId, changed);
    memory.touch(tx, 'order', orderId);
  });
}

const isOpen = ({ part, isArchived }: HubOrder): boolean => !isArchived && part.shipment === null && part.status !== 'CANCELLED';

export function reassign(world: World, order: HubOrder): HubOrder | null {
  const other = world.chance.pick(stationsOf(world, order.part.nodeId).filter((stationId) => stationId !== order.part.lease?.stationId));
  return isOpen(order) && other !== undefined ? { ...order, part: giveTo(order.part, other) } : null;
}

export function cancel(order: HubOrder): HubOrder | null {
  if (!isOpen(order)) return null;
  return { ...order, part: { ...order.part, status: 'CANCELLED', allocations: [], labels: order.part.labels.map((label) => ({ ...label, isVoid: true })) } };
}

function moveToOtherNode(world: World, order: HubOrder): HubOrder | null {
  const nodeId = world.nodeIds.find((one) => one !== order.part.nodeId) ?? order.part.nodeId;
  const stationId = world.chance.pick(stationsOf(world, nodeId));
  if (!isOpen(order) || stationId === undefined) return null;
  const moved = giveTo(order.part, stationId);
  return { ...order, part: { ...moved, nodeId, allocations: moved.allocations.map((one) => ({ ...one, nodeId })) } };
}

/** One turn of the office. */
export function actAtOffice(world: World): void {
  const { state } = world.hub.memory;
  const orderId = world.chance.pick([...state.orders.keys()]);
  if (orderId === undefined || world.chance.is(0.35)) { addOrder(world); return; }
  const change = (work: Change): void => changeOrder(world, orderId, work);
  if (strikes(world, 'cancel', 0.25)) change(cancel);
  else if (strikes(world, 'reassign', 0.4)) change((order) => reassign(world, order));
  else if (strikes(world, 'hold', 0.25)) change((order) => (isOpen(order) ? { ...order, part: { ...order.part, isOnHold: !order.part.isOnHold } } : null));
  else if (strikes(world, 'moveOrder', 0.3)) change((order) => moveToOtherNode(world, order));
  else if (strikes(world, 'addressChange', 0.3)) change((order) => (isOpen(order) ? { ...order, addressRev: order.addressRev + 1, part: order.part.status === 'PICKING' ? withNewLabel(order.part) : order.part } : null));
  else if (strikes(world, 'archive', 0.6)) archiveFinished(world);
  else if (world.chance.is(0.3)) touchProduct(world);
  else change((order) => grant(world, order));
}

/** An order of the pool gets a bench. */
function grant(world: World, order: HubOrder): HubOrder | null {
  const stationId = world.chance.pick(stationsOf(world, order.part.nodeId));
  if (!isOpen(order) || order.part.lease?.stationId !== null || stationId === undefined) return null;
  return { ...order, part: { ...order.part, lease: { stationId, stationName: stationId, fence: order.part.lease.fence + 1 } } };
}

function archiveFinished(world: World): void {
  for (const { part, isArchived } of Array.from(world.hub.memory.state.orders.values())) {
    if (!isArchived && (part.shipment !== null || part.status === 'CANCELLED') && world.chance.is(0.5)) changeOrder(world, part.orderId, (order) => ({ ...order, isArchived: true }));
  }
}

export function touchProduct(world: World, sku: string = world.chance.pick(SKUS) ?? 'SKU-A'): void {
  const { memory } = world.hub;
  edit(world, (tx) => {
    memory.lock(tx, `product:${sku}`);
    tx.products.set(sku, (memory.state.products.get(sku) ?? 0) + 1);
    memory.touch(tx, 'product', sku);
  });
}

/** A transaction that is begun now, has its place in the order of changes now, and is committed late: it holds the horizon. */
export function openLongTransaction(world: World, durationMs: number): void {
  const { memory } = world.hub;
  if (!memory.isUp) return;
  const tx = memory.begin();
  const sku = `SKU-${world.chance.between(1, 4)}`;
  try { memory.lock(tx, `product:${sku}`); } catch { memory.abort(tx); return; }
  tx.products.set(sku, (memory.state.products.get(sku) ?? 0) + 1);
  memory.touch(tx, 'product', sku);
  world.time.after(durationMs, () => { if (!tx.isDead) memory.commit(tx); });
}

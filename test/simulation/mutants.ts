/**
 * Bugs that are planted into the product's protocol core, one at a time, to see whether the simulator finds them (SYNC.md 5.2). Each is a
 * change of source text; one that does not apply any more is an error, so that the list keeps up with the code.
 */
import type { Fault } from './swarm.ts';

export type Patch = { readonly file: string; readonly find: string; readonly put: string };
export type Mutant = {
  readonly name: string; readonly bug: string; readonly patches: readonly Patch[];
  /** Switched on in every seed, for a bug that shows only when these meet. */
  readonly always?: readonly Fault[];
};

const STATION = 'sync/station';
const HUB = 'sync/hub';
const patch = (file: string, find: string, put: string): Patch => ({ file, find, put });

/** The 24 of SYNC.md 5.2, in its order, then those that came from bugs that the simulator found. */
export const MUTANTS: readonly Mutant[] = [
  { name: 'drop-on-send', bug: 'a fact counts as acknowledged when it is sent', patches: [patch(`${STATION}/round.ts`, "    const answer = yield* askPush(", "    store.inTransaction((tx) => { for (const one of muts) tx.setFactState(one.op, 'acked', 'applied'); });\n    const answer = yield* askPush(")] },
  { name: 'overlay-drop-at-ack', bug: 'the screen forgets a fact when it is acknowledged, before the feed shows it', patches: [patch(`${STATION}/take-outcomes.ts`, "tx.setFactState(out.op, 'acked', out.outcome);", "tx.setFactState(out.op, 'acked', out.outcome);\n    tx.coverFacts(response.clientId, out.mid);")] },
  { name: 'no-dedupe', bug: 'a repeated fact is applied again', patches: [patch(`${HUB}/plan-push.ts`, 'if (known) repeats.push(toOut(mutation, known));\n    else { fresh', '{ fresh')] },
  { name: 'lww-station-clock', bug: "facts are put in order by the bench's clock", patches: [patch(`${HUB}/accept-push.ts`, 'const entries = await applyAll(tx, plan.fresh, onCondemned);', 'const entries = await applyAll(tx, plan.fresh.toSorted((a, b) => a.at - b.at), onCondemned);')] },
  { name: 'naive-seq', bug: 'the sequencer takes what is above the highest number that it has seen', patches: [
    patch(`${HUB}/sequence.ts`, 'const keys = dirty.filter((key) => key.xid < horizon);', 'const known = globalThis.known ??= new WeakMap(); const seen = known.get(hub) ?? 0; const keys = dirty.filter((key) => key.seq > seen || key.xid > horizon + 1_000_000n); known.set(hub, dirty.reduce((most, key) => Math.max(most, key.seq), seen));'),
    patch(`${HUB}/sequence.ts`, 'await tx.deleteDirty(keys);', 'await tx.deleteDirty(dirty);')] },
  { name: 'text-order', bug: 'rows are sorted by their position as text', patches: [patch(`${HUB}/read-page.ts`, 'const rows = cutToBytes(found);', 'const rows = cutToBytes(found.toSorted((a, b) => (String(a.seq) < String(b.seq) ? -1 : 1)));')] },
  { name: 'no-cursor-check', bug: 'a page is applied wherever the cursor stands', always: ['misdeliver'], patches: [
    patch(`${STATION}/pull.ts`, ' && page.from === state.cursor', ''), patch(`${STATION}/apply-page.ts`, 'page.from === state.cursor && page.gen', 'page.gen')] },
  { name: 'no-reset-sweep', bug: 'what a snapshot did not bring again stays', patches: [patch(`${STATION}/apply-page.ts`, "if (!page.more && tx.readMeta('is_snapshot_open') === '1') sweep(tx, page.gen, sha256, sums);", '')] },
  { name: 'move-no-tombstone', bug: 'a node that lost an order to another is not told', always: ['moveOrder'], patches: [patch(`${HUB}/plan-feed.ts`, 'if (here.has(state.nodeId) || state.isDeleted) continue;', 'if (here.size > 0 || state.isDeleted) continue;')] },
  { name: 'split-commit', bug: 'the cursor is committed before its rows', always: ['stationCrash'], patches: [patch(`${STATION}/pull.ts`, 'store.inTransaction((tx) => applyPage(tx, page, sha256));', "store.inTransaction((tx) => tx.writeMeta('cursor', String(page.to)));\n    store.inTransaction((tx) => { tx.writeMeta('cursor', String(page.from)); applyPage(tx, page, sha256); });")] },
  { name: 'no-epoch', bug: 'after a restore nothing is offered again', always: ['restore'], patches: [patch(`${STATION}/replica-state.ts`, "if (tx.readMeta('epoch') !== null) {", "if (tx.readMeta('epoch') === '') {")] },
  { name: 'purge-acked-early', bug: 'facts are removed when they are acknowledged, not when they are backed up', always: ['restore'], patches: [patch(`${STATION}/purge-facts.ts`, 'return tx.purgeFacts(clientId, Number(mid));', 'return tx.purgeFacts(clientId, Number(mid) + 1_000_000);')] },
  { name: 'no-fork-check', bug: 'a number that was used twice is taken for a repeat', always: ['rollBack'], patches: [
    patch(`${HUB}/plan-push.ts`, 'if (isRepeat && (byMid.get(mutation.mid)?.op ?? mutation.op) !== mutation.op) return', 'if (mutation.mid < 0) return'),
    patch(`${HUB}/plan-push.ts`, 'if (isRepeat && !known) return { isFork: true, fresh: [], repeats: [], last: client.lastMid };', "if (isRepeat && !known) { repeats.push(toOut(mutation, byMid.get(mutation.mid) ?? { outcome: 'applied', detail: null })); continue; }")] },
  { name: 'sync-normal', bug: 'SQLite does not wait for the disk', always: ['stationCrash', 'powerCut'], patches: [patch(`${STATION}/durability.ts`, "'FULL' | 'NORMAL' = 'FULL'", "'FULL' | 'NORMAL' = 'NORMAL'")] },
  { name: 'purge-no-floor', bug: 'a bench that is older than the purged tombstones goes on', always: ['compaction', 'archive', 'partition'], patches: [patch(`${HUB}/read-page.ts`, 'base < floor || query.cursor > head', 'query.cursor > head')] },
  { name: 'floor-vs-cursor', bug: 'the floor is compared with the cursor, so that a snapshot restarts for ever', always: ['compaction', 'archive'], patches: [patch(`${HUB}/read-page.ts`, 'base < floor ||', 'query.cursor < floor ||')] },
  { name: 'stale-epoch-ack', bug: 'an answer for another file or history completes facts', always: ['misdeliver', 'restore'], patches: [patch(`${STATION}/round.ts`, "if (response.clientId !== state.clientId || response.epoch !== state.epoch) return ok('stale');", '')] },
  { name: 'mid-reuse', bug: 'the next number is the highest that is still kept, plus one', always: ['backup'], patches: [patch(`${STATION}/append-fact.ts`, "const mid = Number(must(tx.readMeta('next_mid'), 'next_mid'));", "const mid = Math.max(0, ...tx.listFacts().filter((one) => one.clientId === tx.readMeta('client_id')).map((one) => one.mid)) + 1;")] },
  { name: 'ack-gap-skip', bug: 'the hub takes numbers beyond a gap', always: ['hiddenRestore', 'drop'], patches: [patch(`${HUB}/plan-push.ts`, 'if (mutation.mid > last + 1) break;', '')] },
  { name: 'regress-by-last', bug: "a restore is believed only when the hub's last number is below what was acknowledged", always: ['restore', 'rollBack', 'clone'], patches: [
    patch(`${STATION}/round.ts`, 'store.inTransaction((tx) => adoptEpoch(tx, epoch, newUuid(), newUuid()));', 'store.inTransaction((tx) => { globalThis.hubLast = answer.value.lastMid; adoptEpoch(tx, epoch, newUuid(), newUuid()); });'),
    patch(`${STATION}/replica-state.ts`, "if (tx.readMeta('epoch') !== null) {", "if (tx.readMeta('epoch') !== null && tx.highestAcked(must(tx.readMeta('client_id'), 'client_id')) > globalThis.hubLast) {")] },
  { name: 'client-id-reuse', bug: 'a new file gets the client id of the one before', always: ['wipe'], patches: [patch(`${STATION}/replica-state.ts`, "tx.writeMeta('client_id', clientId);\n  tx.writeMeta('next_mid', '1');", "tx.writeMeta('client_id', '00000000-0000-4000-8000-000000000000');\n  tx.writeMeta('next_mid', '1');")] },
  { name: 'unbound-reply', bug: 'a page is applied whatever file and generation it was asked for', always: ['misdeliver', 'restore', 'wipe'], patches: [
    patch(`${STATION}/pull.ts`, 'page.clientId === state.clientId && page.gen === state.gen && page.from === state.cursor && page.epoch === state.epoch', 'page.from === state.cursor'),
    patch(`${STATION}/apply-page.ts`, 'page.from === state.cursor && page.gen === state.gen', 'page.from === state.cursor')] },
  { name: 'outcome-by-mid', bug: 'outcomes are matched by number alone', always: ['misdeliver', 'rollBack', 'restore'], patches: [
    patch(`${STATION}/round.ts`, "if (response.clientId !== state.clientId || response.epoch !== state.epoch) return ok('stale');", "if (response.epoch !== state.epoch) return ok('stale');"),
    patch(`${STATION}/take-outcomes.ts`, 'const fact = tx.readFact(out.op);', "const fact = tx.listFacts().find((one) => one.mid === out.mid && one.state === 'pending');"),
    patch(`${STATION}/take-outcomes.ts`, "tx.setFactState(out.op, 'acked', out.outcome);", "tx.setFactState(fact.opId, 'acked', out.outcome);")] },
  { name: 'generation-counter', bug: 'generations are counted, so that a rolled-back file uses one again', always: ['rollBack', 'moveStation', 'restore'], patches: [patch(`${STATION}/replica-state.ts`, "tx.writeMeta('gen', gen);", "tx.writeMeta('gen', String((Number(tx.readMeta('gen')) || 0) + 1));")] },
  { name: 'epoch-comes-back', bug: 'a bench follows a hub back to an older history', always: ['splitBrain'], patches: [patch('sync/epoch.ts', 'return known === null || known === offered || epochNumber(offered) > epochNumber(known);', 'return true;')] },
  { name: 'unseen-restore', bug: 'the hub does not listen to a bench that knows more', always: ['hiddenRestore'], patches: [patch(`${HUB}/answer-hello.ts`, 'if (request.epoch === null) return null;', 'return null;')] },
  { name: 'poison-blocks', bug: 'a fact that cannot be applied stops all behind it', always: ['poison'], patches: [patch(`${HUB}/accept-push.ts`, "    onCondemned(mutation, error);\n", '    throw error;\n')] },
  { name: 'nothing-held', bug: 'what follows a dead letter is applied to its order', always: ['poison'], patches: [patch(`${HUB}/accept-push.ts`, 'fact.orderId !== null && condemned.has(fact.orderId)', 'fact.orderId === null && condemned.has("")')] },
  { name: 'no-card', bug: 'a contradiction is not shown at the bench', always: ['reassign', 'cancel'], patches: [patch(`${STATION}/take-outcomes.ts`, 'tx.putOutcome(', 'if (out.mid < 0) tx.putOutcome(')] },
  { name: 'covered-early', bug: 'facts count as shown before the page that shows them', always: ['smallPages', 'partition'], patches: [patch(`${HUB}/read-page.ts`, 'covered: more ? {} : await', 'covered: await')] },
  { name: 'gap-in-mids', bug: 'facts that get a new client id are numbered with a gap', always: ['rollBack'], patches: [patch(`${STATION}/replica-state.ts`, 'clientId, index + 1)', 'clientId, index + 2)')] },
  { name: 'foreign-node', bug: "a bench that was moved uses its position in the other node's feed", always: ['moveStation'], patches: [
    patch(`${STATION}/replica-state.ts`, "if (tx.readMeta('node') !== null) startGeneration(tx, gen);", ''), patch(`${STATION}/pull.ts`, "if (page.nodeId !== state.node) return ok('stale');", '')] },
  { name: 'moved-bench-epoch', bug: 'the hub takes the position of a moved bench for knowledge that it has lost', always: ['moveStation'], patches: [patch(`${HUB}/answer-hello.ts`, 'isAtNode(request, caller) ? head : null', 'head')] },
  { name: 'lost-nudge', bug: 'a nudge during the round that ends an outage is forgotten', always: ['drop', 'partition'], patches: [patch(`${STATION}/start-sync.ts`, 'failures === 0 || isRunning;', 'failures === 0;')] },
  { name: 'wall-clock-loop', bug: 'a wall clock that is put back stops the greetings', always: ['wrongYear', 'bitRot'], patches: [patch(`${STATION}/start-sync.ts`, 'mustGreet || options.monotonicMs() - greetedAtMs', 'mustGreet || options.nowMs() - greetedAtMs'), patch(`${STATION}/start-sync.ts`, 'greetedAtMs = options.monotonicMs();', 'greetedAtMs = options.nowMs();')] },
  { name: 'purge-by-wall-clock', bug: "facts are aged by the bench's clock", always: ['wrongYear', 'restore'], patches: [patch(`${STATION}/purge-facts.ts`, "const [clientId = '', mid = '0']", "for (const old of tx.listFacts()) if (old.deviceAtMs < globalThis.wallMs() - KEEP_WITHOUT_BACKUP_MS && old.state === 'acked' && old.isCovered) tx.purgeFacts(old.clientId, old.mid);\n  const [clientId = '', mid = '0']"), patch(`${STATION}/round.ts`, 'store.inTransaction((tx) => { purgeFacts(tx);', 'globalThis.wallMs = nowMs; store.inTransaction((tx) => { purgeFacts(tx);'), patch(`${STATION}/round.ts`, 'function tidy({ store,', 'function tidy({ nowMs, store,')] },
  { name: 'silent-start-over', bug: 'a reset starts the bench over before it has told what it knows', always: ['hiddenRestore'], patches: [patch(`${STATION}/pull.ts`, 'return yield* pullAll(ports, null);', 'return yield* pullFromAnywhere(ports);')] },
  { name: 'fenced-off-revoked', bug: 'a revoked bench that has seen another history cannot hand in its facts', always: ['revoke', 'splitBrain'], patches: [patch('sync/epoch.ts', 'if (!caller.isRevoked || theirs === null || mayAdoptEpoch(theirs, ours)) return ours;', 'if (ours !== "") return ours;')] },
  { name: 'foreign-history-push', bug: 'the hub takes facts that are numbered for another history', always: ['splitBrain', 'clone'], patches: [patch(`${HUB}/accept-push.ts`, 'if (request.epoch !== null && request.epoch !== epoch) return', 'if (epoch === "") return')] },
  { name: 'no-scrub', bug: 'a body that rotted on the disk is not found', always: ['bitRot'], patches: [patch(`${STATION}/round.ts`, ' scrubSlice(tx, sha256); });', ' });')] },
  { name: 'no-repair', bug: 'rows that differ are found and left', always: ['bitRot'], patches: [patch(`${STATION}/pull.ts`, 'repairRows(tx, fetched.value.rows, missing, sha256)', 'fetched.value.rows.length')] },
];

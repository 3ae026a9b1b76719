/** The screens on this bench, and how new a view each of them has: what an answer has told one is not pushed to it once more. */
import type { StationView } from '../../domain/rpc/station-contract.ts';
import type { Channel } from './channel.ts';

export type Screens = {
  attach(channel: Channel): void;
  /** An answer with the view of this revision has gone to this screen. */
  noteSent(channel: Channel, revision: number): void;
  /** To every screen that has not got it yet. */
  push(view: StationView): void;
};

export function createScreens(): Screens {
  const revisions = new Map<Channel, number>();
  const noteSent = (channel: Channel, revision: number): void => {
    const known = revisions.get(channel);
    if (known !== undefined && known < revision) revisions.set(channel, revision);
  };
  return {
    attach: (channel) => {
      revisions.set(channel, 0);
      channel.onClose(() => revisions.delete(channel));
    },
    noteSent,
    push: (view) => {
      for (const [channel, revision] of revisions) {
        if (revision >= view.revision) continue;
        channel.send(JSON.stringify({ push: 'viewChanged', view }));
        noteSent(channel, view.revision);
      }
    },
  };
}

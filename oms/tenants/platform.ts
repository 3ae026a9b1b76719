/** What the tenants' calls need of the process: they exist in the first environment only, whose people own the platform. */
export type Platform = {
  /** The first database; the others are on the same server under the same user. */
  readonly firstUrl: string;
  /** Something has changed: look now, not at the next poll. */
  refresh(): Promise<void>;
};

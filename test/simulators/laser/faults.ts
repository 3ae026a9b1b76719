/** What can be wrong with the simulated laser. `silent` accepts connections and says nothing; `abort` gives every job up unprinted. */
export const LASER_FAULTS = ['none', 'media_empty', 'stopped', 'busy', 'abort', 'silent', 'off'] as const;
export type LaserFault = (typeof LASER_FAULTS)[number];

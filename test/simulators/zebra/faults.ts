/** What can be wrong with the simulated Zebra. `silent` prints but says nothing; `frozen` takes nothing and says nothing. */
export const ZEBRA_FAULTS = ['none', 'out_of_paper', 'head_open', 'paused', 'out_of_ribbon', 'silent', 'frozen', 'off'] as const;
export type ZebraFault = (typeof ZEBRA_FAULTS)[number];

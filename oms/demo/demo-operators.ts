/** Two people at the demo bench. Their badge and PIN are printed in the README, so they exist only where DEMO_DATA is on. */

export type DemoOperator = { readonly operatorId: string; readonly name: string; readonly role: 'packer' | 'lead'; readonly badgePayload: string; readonly pin: string };

export const DEMO_OPERATORS: readonly DemoOperator[] = [
  { operatorId: 'opr_alex-packer', name: 'Alex Packer', role: 'packer', badgePayload: 'ALEX01', pin: '1111' },
  { operatorId: 'opr_robin-lead', name: 'Robin Lead', role: 'lead', badgePayload: 'ROBIN1', pin: '2222' },
];

/** The printer bar's row, as the contract has it. */
import type { z } from 'zod';
import type { printerViewSchema } from '../../domain/rpc/station-contract.ts';

export type PrinterView = z.infer<typeof printerViewSchema>;

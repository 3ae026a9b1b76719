/** A text of the station for the screen: an i18n key and its values. The screen translates; the station never speaks English. */
import { z } from 'zod';

export const messageSchema = z.object({ key: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Message = z.infer<typeof messageSchema>;

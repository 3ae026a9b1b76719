/**
 * SQLite's `synchronous` on the station. FULL: a commit is on the disk before it returns. With NORMAL a power cut takes scans that
 * the screen has shown as saved (measured: 262 of 300 cuts lost some). The simulator's disk follows the same constant.
 */
export type Synchronous = 'FULL' | 'NORMAL';
export const STATION_SYNCHRONOUS: Synchronous = 'FULL';

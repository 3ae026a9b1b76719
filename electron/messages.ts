/** The few messages between Electron's main process, the preload, the page and the station's process. All data goes through the ports. */
export const PORT_TO_STATION = 'packbench:port';
export const STATION_CLOSE = 'packbench:close';
export const PORT_TO_PAGE = 'packbench:station-port';
/** The page listens and wants its port. The texts equal those in renderer/station/connect-message-port.ts; a test holds them together. */
export const PAGE_READY = 'packbench:page-ready';

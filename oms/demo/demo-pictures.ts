/** The products as flat drawings of our own, one silhouette and one ground colour each, so that a packer tells them apart at a glance. */
function picture(ground: string, drawing: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" rx="18" fill="${ground}"/>${drawing}</svg>`;
}

/** A building block seen from above left, with room for a letter on its front. */
function block(front: string, top: string, side: string, letter: string): string {
  return `<ellipse cx="48" cy="80" rx="30" ry="5" fill="#000" opacity=".12"/><path d="M20 36 34 22h44L64 36Z" fill="${top}"/><path d="M64 36 78 22v44L64 78Z" fill="${side}"/>`
    + `<rect x="20" y="36" width="44" height="42" rx="3" fill="${front}"/><rect x="25" y="41" width="34" height="32" rx="3" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="2"/>`
    + `<path d="${letter}" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** A gear of eight teeth around (x, y). */
function gear(x: number, y: number, radius: number, colour: string, hub: string): string {
  const tooth = `<rect x="${x - radius * 0.22}" y="${y - radius * 1.28}" width="${radius * 0.44}" height="${radius * 2.56}" rx="${radius * 0.1}"/>`;
  const teeth = [0, 45, 90, 135].map((angle) => tooth.replace('<rect', `<rect transform="rotate(${angle} ${x} ${y})"`)).join('');
  return `<g fill="${colour}">${teeth}<circle cx="${x}" cy="${y}" r="${radius}"/></g><circle cx="${x}" cy="${y}" r="${radius * 0.58}" fill="#fff"/><circle cx="${x}" cy="${y}" r="${radius * 0.24}" fill="${hub}"/>`;
}

export const DEMO_PICTURES = {
  widgetA: picture('#fde8d7', block('#e4572e', '#f6936f', '#b83d1b', 'M33 67 42 47l9 20M36.500 60h11')),
  widgetB: picture('#dcebf7', block('#2f7fc1', '#7ab6e3', '#1f5c92', 'M35 47v20h8a5 5 0 0 0 0-10.500h-8 7a4.700 4.700 0 0 0 0-9.500Z')),
  gadgetX: picture('#e3e0f5', '<ellipse cx="46" cy="82" rx="28" ry="4" fill="#000" opacity=".12"/><rect x="20" y="14" width="50" height="66" rx="8" fill="#3b3561"/><rect x="26" y="21" width="38" height="46" rx="3" fill="#b9f2e4"/>'
    + '<path d="m34 33 22 22m0-22L34 55" stroke="#3b3561" stroke-width="6" stroke-linecap="round"/><circle cx="45" cy="73.500" r="3" fill="#8d84c7"/>'
    + '<path d="m80 22-7 42 1 8 4-7 7-42Z" fill="#f2b134"/><path d="m73 64 1 8 4-7Z" fill="#3b3561"/>'),
  gadgetY: picture('#fff0bf', '<ellipse cx="48" cy="83" rx="24" ry="4" fill="#000" opacity=".12"/><rect x="40" y="62" width="16" height="20" rx="6" fill="#157a6e"/><circle cx="48" cy="42" r="29" fill="#1aa391"/>'
    + '<circle cx="48" cy="42" r="21" fill="#fffdf4"/><path d="m38 31 10 12 10-12M48 43v13" fill="none" stroke="#157a6e" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>'),
  gizmo1: picture('#d9f2e1', `<ellipse cx="48" cy="83" rx="26" ry="4" fill="#000" opacity=".12"/>${gear(48, 48, 24, '#2f9e5b', '#1f6e3f')}`),
  gizmo2: picture('#fbdfe8', `<ellipse cx="48" cy="84" rx="30" ry="4" fill="#000" opacity=".12"/>${gear(38, 54, 19, '#d1366e', '#8d1f48')}${gear(67, 32, 12, '#f29f05', '#b87400')}`),
  toolZ: picture('#e2e6ea', '<ellipse cx="46" cy="84" rx="28" ry="4" fill="#000" opacity=".12"/><path d="M80 34h12v4H80z" fill="#7b8794"/><path d="m70 28 12 4v8l-12 4Z" fill="#3e4c59"/>'
    + '<rect x="16" y="22" width="56" height="28" rx="8" fill="#f4b400"/><path d="M24 50h20l5 24H28Z" fill="#3e4c59"/><rect x="22" y="72" width="32" height="10" rx="3" fill="#f4b400"/>'
    + '<path d="M46 52h8v6a4 4 0 0 1-8 0Z" fill="#c0392b"/><path d="M30 30h16L31 43h16" fill="none" stroke="#3e4c59" stroke-width="4.500" stroke-linecap="round" stroke-linejoin="round"/>'),
  accessory1: picture('#d8f1f4', '<ellipse cx="48" cy="83" rx="28" ry="4" fill="#000" opacity=".12"/><path d="M30 12h8v34h-8z" fill="#e4572e"/><path d="m30 12 4-7 4 7Z" fill="#f7d9b0"/>'
    + '<path d="M44 18h8v28h-8z" fill="#f2b134"/><path d="m44 18 4-7 4 7Z" fill="#f7d9b0"/><path d="M58 14h8v32h-8z" fill="#6a4c93"/><path d="m58 14 4-7 4 7Z" fill="#f7d9b0"/>'
    + '<path d="M20 38h56l-5 42a4 4 0 0 1-4 3H29a4 4 0 0 1-4-3Z" fill="#118ab2"/><path d="M19 36h58v8H19z" fill="#0b6a8a"/><path d="M40 56h16v12H40z" fill="#fff"/><path d="M44 62h8" stroke="#118ab2" stroke-width="2.500" stroke-linecap="round"/>'),
} as const;

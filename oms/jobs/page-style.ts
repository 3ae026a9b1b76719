/** The job page's look, and the policy that lets this and nothing else in. */
import { createHash } from 'node:crypto';

export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#f7f7f5;--sheet:#fff;--ink:#1b1d1f;--soft:#5a6168;--line:#d9dcdf;--good:#176b3a;--busy:#0b5cad;--wait:#8a5a00;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--paper:#15181b;--sheet:#1d2125;--ink:#eceff1;--soft:#a3acb4;--line:#343a40;--good:#6fd196;--busy:#7fb8f5;--wait:#e6b450;--bad:#ff8a80}}
*{box-sizing:border-box}body{margin:0;padding:24px;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,sans-serif}
main{max-width:1240px;margin:0 auto}header{display:flex;gap:16px;align-items:baseline;flex-wrap:wrap;margin-bottom:16px}header p{margin:0;color:var(--soft)}header .end{margin-left:auto}
h1{font-size:28px;margin:0}h2{font-size:19px;margin:28px 0 8px}section{background:var(--sheet);border:1px solid var(--line);border-radius:10px;overflow-x:auto}
table{width:100%;border-collapse:collapse}th,td{padding:9px 14px;text-align:left;border-top:1px solid var(--line);vertical-align:top}thead th{border-top:0;color:var(--soft);font-weight:600;font-size:14px;white-space:nowrap}
tbody tr.queue{background:color-mix(in srgb,var(--line) 35%,transparent)}tbody th[scope=row]{font-weight:500;padding-left:28px}th small{margin-left:6px}td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.none{color:var(--soft)}.nothing{padding:16px;margin:0;color:var(--soft)}
.state{display:inline-flex;gap:6px;align-items:center;font-weight:600;white-space:nowrap}.state svg{width:16px;height:16px;flex:none}.ready,.scheduled{color:var(--soft)}.running{color:var(--busy)}.retrying{color:var(--wait)}.failed{color:var(--bad)}
code{font:14px ui-monospace,monospace;overflow-wrap:anywhere}small{color:var(--soft)}.reason{max-width:420px}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px ui-monospace,monospace;margin:8px 0 0}
button{font:inherit;font-weight:600;min-height:40px;padding:6px 14px;border-radius:8px;border:1px solid var(--line);background:var(--paper);color:var(--ink);cursor:pointer}button.danger{border-color:var(--bad);color:var(--bad)}button:focus-visible,summary:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid var(--busy);outline-offset:2px}
.deeds{display:flex;gap:8px;flex-wrap:wrap;align-items:flex-start}details summary{cursor:pointer;min-height:40px;padding:8px 4px}details form{display:grid;gap:8px;margin-top:6px;max-width:320px}input{font:inherit;min-height:44px;padding:8px 10px;border-radius:8px;border:1px solid var(--line);background:var(--sheet);color:var(--ink);width:100%}
.door{max-width:480px;margin:12vh auto;background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:28px}.door form{display:grid;gap:12px}.notice{color:var(--bad);font-weight:600}a{color:var(--busy)}
`;

export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

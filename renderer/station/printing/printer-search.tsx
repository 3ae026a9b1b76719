/** Printers on the network and on USB, to choose from; and an empty form for one that does not show itself. */
import { useState, type ReactElement } from 'react';
import type { PrinterSetup } from '../../../domain/printing/printer-setup.ts';
import type { StationResult } from '../../../domain/rpc/station-contract.ts';
import { Icon } from '../parts/icon.tsx';
import { useActions, useWords } from '../use-station.ts';

type Found = StationResult<'discoverPrinters'>;
const OFFICE_DOTS_PER_INCH = 600;
const LABEL_DOTS_PER_INCH = 203;

export function PrinterSearch({ onChoose }: { readonly onChoose: (setup: PrinterSetup) => void }): ReactElement {
  const words = useWords();
  const { printing } = useActions();
  const [found, setFound] = useState<Found | 'searching' | null>(null);
  const search = (): void => { setFound('searching'); printing.discover().then(setFound, () => setFound([])); };
  return (
    <div className="printer-search">
      <button type="button" className="button" data-testid="search" disabled={found === 'searching'} onClick={search}><Icon name="online" />{words.text(found === 'searching' ? 'printing.searching' : 'printing.search')}</button>
      {Array.isArray(found) && found.length === 0 && <p>{words.text('printing.foundNone')}</p>}
      {Array.isArray(found) && found.map((printer) => (
        <button key={printer.address} type="button" className="print-row" data-testid={`found-${printer.address}`} onClick={() => onChoose(toSetup(printer))}>
          <Icon name="printer" /><span><b>{words.text('printing.found', { name: printer.name })}</b><small>{printer.model} · {printer.address}</small></span>
        </button>
      ))}
      <button type="button" className="button button-plain" data-testid="add-printer" onClick={() => onChoose({ ...toSetup({ name: '', model: '', driver: 'tcp9100', address: '', language: 'zpl' }) })}><Icon name="plus" />{words.text('printing.add')}</button>
    </div>
  );
}

function toSetup({ name, driver, address, language }: Found[number]): PrinterSetup {
  const spoken = language ?? 'pdf';
  const isSheet = spoken === 'pdf';
  return {
    printerId: `printer-${crypto.randomUUID().slice(0, 8)}`, name: name.slice(0, 60), driver, address, language: spoken,
    roles: isSheet || spoken === 'escpos' ? ['slip'] : ['label'], dotsPerInch: isSheet ? OFFICE_DOTS_PER_INCH : LABEL_DOTS_PER_INCH,
  };
}

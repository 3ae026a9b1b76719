/** What a person types by hand while no field has the focus, so that every scan can also be typed. */
import { memo, type ReactElement } from 'react';
import { useInput, useWords } from '../use-station.ts';
import { Icon } from './icon.tsx';

export const TypedCodeBox = memo(function TypedCodeBox(): ReactElement | null {
  const typedCode = useInput((input) => input.typedCode);
  const words = useWords();
  if (typedCode === '') return null;
  return (
    <div className="typed" role="status" data-testid="typed-code">
      <Icon name="codes" /><small>{words.text('typed.label')}</small><code>{typedCode}</code><span className="typed-hints"><kbd>{words.text('typed.send')}</kbd><kbd>{words.text('typed.clear')}</kbd></span>
    </div>
  );
});

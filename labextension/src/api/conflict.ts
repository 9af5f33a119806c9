/** What to do when somebody else saved a newer version. */

import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { PanelLayout, Widget } from '@lumino/widgets';

import { ApiError } from './client';

export type Choice = 'overwrite' | 'keep' | 'theirs' | 'cancel';

export interface IConflict {
  name: string;
  /** The version that one's own changes are based on. */
  mine: number;
  /** The newest version. */
  theirs: number;
}

/** The newest version's number, if an error says that a change was based on an older one. */
export function newestVersion(error: unknown): number | null {
  if (error instanceof ApiError && error.status === 412) {
    const { version } = error.problem as { version?: unknown };
    return typeof version === 'number' ? version : null;
  }
  return null;
}

/**
 * Does what goes with any version, such as another name: if a newer one is there by now, again
 * with that one.
 */
export async function withNewest<T>(
  version: number,
  work: (version: number) => Promise<T>
): Promise<T> {
  try {
    return await work(version);
  } catch (error) {
    const newest = newestVersion(error);
    if (newest === null) {
      throw error;
    }
    return work(newest);
  }
}

/**
 * Asks; closing the dialog cancels, and then nothing is stored and nothing lost. `compare` makes
 * what shows the two sides.
 */
export async function askConflict(
  trans: TranslationBundle,
  conflict: IConflict,
  keepLabel: string,
  compare?: () => Promise<Widget>
): Promise<Choice> {
  const { name, mine, theirs } = conflict;
  const text = trans.__(
    'You changed version %1, and by now somebody has saved version %2. Nothing is stored yet.',
    mine,
    theirs
  );
  const dialog = new Dialog({
    title: trans.__('“%1” was changed meanwhile', name),
    body: compare ? new ConflictBody(trans, text, compare) : text,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({
        label: trans.__('Load version %1', theirs),
        caption: trans.__('Give up your changes and show what is stored'),
        accept: false,
        actions: ['theirs']
      }),
      Dialog.okButton({ label: keepLabel, actions: ['keep'] }),
      Dialog.warnButton({
        label: trans.__('Overwrite version %1', theirs),
        caption: trans.__('Save yours as the newest version; the other stays among the versions'),
        actions: ['overwrite']
      })
    ],
    defaultButton: 2
  });
  dialog.addClass('etlab-ConflictDialog');
  const result = await dialog.launch();
  return (result.button.actions[0] as Choice | undefined) ?? 'cancel';
}

/** What happened, and on demand how the two sides differ. */
class ConflictBody extends Widget {
  constructor(
    trans: TranslationBundle,
    text: string,
    private readonly compare: () => Promise<Widget>
  ) {
    super();
    this.addClass('etlab-ConflictBody');
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    const head = new Widget();
    head.node.append(paragraph, this._button);
    this.layout = new PanelLayout();
    (this.layout as PanelLayout).addWidget(head);
    this._button.className = 'jp-mod-styled';
    this._button.textContent = trans.__('Compare');
    this._button.setAttribute('aria-expanded', 'false');
    this._button.addEventListener('click', () => void this._show());
    // In a dialog the Enter key takes the default button, wherever the focus is.
    this.node.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        event.stopPropagation();
      }
    });
  }

  private async _show(): Promise<void> {
    this._button.disabled = true;
    try {
      const widget = await this.compare();
      (this.layout as PanelLayout).addWidget(widget);
      this._button.setAttribute('aria-expanded', 'true');
      this._button.hidden = true;
      this.node.closest('.jp-Dialog')?.classList.add('etlab-mod-comparing');
    } catch (error) {
      this._button.disabled = false;
      this._button.title = error instanceof Error ? error.message : String(error);
    }
  }

  private readonly _button = document.createElement('button');
}

/** Picks a file or folder of the file systems that Spark reads. */

import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, folderIcon } from '@jupyterlab/ui-components';
import { useEffect, useState } from 'react';

import type { Schemas } from '../api/client';
import { DialogBody } from '../panel/dialog-body';
import { sizeOf } from './sizes';

export type PathListing = Schemas['PathListing'];

interface IOptions {
  trans: TranslationBundle;
  list(path: string): Promise<PathListing>;
  start: string;
}

/** The path that was chosen; null where the dialog was left. */
export async function chooseSparkPath(options: IOptions): Promise<string | null> {
  const { trans } = options;
  const body = new Body(options);
  const { button } = await showDialog({
    title: trans.__('Choose a File or Folder'),
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Choose') })
    ]
  });
  return button.accept ? body.chosen : null;
}

class Body extends DialogBody {
  constructor(private readonly options: IOptions) {
    super();
    this.addClass('etlab-PathBrowser');
  }

  /** The chosen file, or the folder that is shown. */
  chosen: string | null = null;

  protected render(): JSX.Element {
    return <Browser {...this.options} onChoose={path => (this.chosen = path)} />;
  }
}

function Browser({ trans, list, start, onChoose }: IOptions & { onChoose(path: string): void }) {
  const [path, setPath] = useState(start);
  const [text, setText] = useState(start);
  const [file, setFile] = useState<string | null>(null);
  const { listing, error } = useListing(list, path);
  useEffect(() => {
    if (listing) {
      setText(listing.path);
      setFile(null);
      onChoose(listing.path);
    }
  }, [listing]);
  const choose = (chosen: string): void => {
    setFile(chosen);
    onChoose(chosen);
  };
  return (
    <>
      <form
        className="etlab-Form-row"
        onSubmit={event => {
          event.preventDefault();
          setPath(text);
        }}
      >
        <button
          type="button"
          className="etlab-IconButton"
          title={trans.__('Up')}
          disabled={!listing?.parent}
          onClick={() => setPath(listing!.parent!)}
        >
          ↑
        </button>
        <input
          className="etlab-Input etlab-mod-submits"
          aria-label={trans.__('Path')}
          spellCheck={false}
          value={text}
          onChange={event => setText(event.target.value)}
        />
      </form>
      <div className="etlab-PathBrowser-list" role="group" aria-label={trans.__('Entries')}>
        {error && (
          <p className="etlab-Form-error" role="alert">
            {error}
          </p>
        )}
        {!listing && !error && (
          <p className="etlab-Empty" role="status">
            {trans.__('Asking Spark…')}
          </p>
        )}
        {listing?.entries.map(entry => (
          <button
            key={entry.path}
            type="button"
            className="etlab-PathBrowser-entry"
            aria-pressed={entry.folder ? undefined : file === entry.path}
            onClick={() => (entry.folder ? setPath(entry.path) : choose(entry.path))}
          >
            {entry.folder ? <folderIcon.react tag="span" /> : <fileIcon.react tag="span" />}
            <span>{entry.name}</span>
            <span>{entry.size === null ? '' : sizeOf(entry.size)}</span>
          </button>
        ))}
        {listing?.entries.length === 0 && (
          <p className="etlab-Empty">{trans.__('This folder is empty.')}</p>
        )}
        {listing?.truncated && <p className="etlab-Empty">{trans.__('There is more.')}</p>}
      </div>
    </>
  );
}

interface IFound {
  listing: PathListing | null;
  error: string | null;
}

function useListing(list: IOptions['list'], path: string): IFound {
  const [found, setFound] = useState<IFound>({ listing: null, error: null });
  useEffect(() => {
    let current = true;
    setFound({ listing: null, error: null });
    list(path).then(
      listing => current && setFound({ listing, error: null }),
      (error: unknown) =>
        current &&
        setFound({ listing: null, error: error instanceof Error ? error.message : String(error) })
    );
    return () => {
      current = false;
    };
  }, [list, path]);
  return found;
}

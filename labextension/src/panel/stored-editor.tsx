/** What the editors of schemas and DAGs share: saving, conflicts, and asking before they close. */

import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { LabIcon, ReactWidget } from '@jupyterlab/ui-components';
import { JSONExt, ReadonlyJSONValue } from '@lumino/coreutils';
import { ISignal, Signal } from '@lumino/signaling';

import { ApiClient, ApiError } from '../api/client';
import { askConflict, newestVersion } from '../api/conflict';

export interface IStored {
  id: string;
  name: string;
  version: number;
  workspace_id: string;
}

export interface IStoredOptions<T extends IStored> {
  client: ApiClient;
  trans: TranslationBundle;
  stored: T;
  writable: boolean;
}

export interface IWords {
  icon: LabIcon;
  /** Where the API has it: `schemas`. */
  path: string;
  /** Whether its numbers keep their text. */
  exact?: boolean;
  caption(name: string, version: number): string;
  /** What keeps one's own version beside the stored one. */
  keep: string;
  keepTitle: string;
}

/** An editor of something with a version; it is stored as a whole. */
export abstract class StoredEditor<T extends IStored> extends ReactWidget {
  constructor(
    protected readonly options: IStoredOptions<T>,
    private readonly words: IWords
  ) {
    super();
    this.addClass('etlab-Editor');
    this.title.icon = words.icon;
    this.title.closable = true;
    this.writable = options.writable;
    this.itemId = options.stored.id;
    this.stored = options.stored;
    this.node.tabIndex = -1;
    this.node.addEventListener('click', () => window.setTimeout(() => this._keepFocus()));
  }

  readonly itemId: string;
  readonly writable: boolean;

  /** Tells what was stored; a kept copy is told as well. */
  get saved(): ISignal<this, T> {
    return this._saved;
  }

  get dirty(): boolean {
    return !isEqual(this.draft(), this.body(this.stored));
  }

  /** Takes the new name of something that was renamed elsewhere. */
  rename(renamed: T): void {
    // A change of the name alone does not make one's own changes old.
    const { version, name } = renamed;
    const same =
      version === this.stored.version + 1 && isEqual(this.body(renamed), this.body(this.stored));
    this.renamed(name);
    this.stored = { ...this.stored, name, version: same ? version : this.stored.version };
    this.showTitle();
    this.update();
  }

  async save(): Promise<void> {
    if (!this.dirty || this._saving) {
      return;
    }
    this.refused(null);
    const mistake = this.mistake();
    if (mistake) {
      this.problem = mistake;
      this.update();
      return;
    }
    this._saving = true;
    this.problem = '';
    this.update();
    try {
      await this._store(this.stored.version);
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      if (error instanceof ApiError) {
        this.refused(error);
      }
    } finally {
      this._saving = false;
      this.update();
    }
  }

  async mayClose(): Promise<boolean> {
    const { trans } = this.options;
    const { button } = await showDialog({
      title: trans.__('Save “%1” before closing?', this.stored.name),
      body: trans.__('What you changed will be lost otherwise.'),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Discard'), actions: ['discard'] }),
        Dialog.okButton({ label: trans.__('Save'), actions: ['save'] })
      ]
    });
    if (button.actions.includes('save')) {
      await this.save();
      return !this.dirty;
    }
    return button.actions.includes('discard');
  }

  /** The parts of what is stored that the editor edits, as the API takes them. */
  protected abstract body(of: T): Record<string, unknown>;

  /** The same parts as they are in the editor. */
  protected abstract draft(): Record<string, unknown>;

  /** Puts what is stored into the editor. */
  protected abstract load(stored: T): void;

  /** What keeps it from being stored, in words. */
  protected mistake(): string {
    return '';
  }

  /** Marks what the server refused; with null nothing any more. */
  protected abstract refused(error: ApiError | null): void;

  /** Tells of a new name that was given elsewhere. */
  protected renamed(_name: string): void {
    // The title has it.
  }

  /** To be called after each edit. */
  protected changed(): void {
    this.showTitle();
    this.update();
  }

  protected showTitle(): void {
    const { name, version } = this.stored;
    this.title.label = name;
    this.title.caption = this.words.caption(name, version);
    this.title.className = this.dirty ? 'jp-mod-dirty' : '';
  }

  private async _store(version: number): Promise<void> {
    const { client } = this.options;
    const { exact } = this.words;
    try {
      const body = this.draft();
      this._done(await client.call<T>('PATCH', this._path, { body, version, exact }));
    } catch (error) {
      const newest = newestVersion(error);
      if (newest === null) {
        throw error;
      }
      await this._resolve(newest);
    }
  }

  private async _resolve(newest: number): Promise<void> {
    const { client, trans } = this.options;
    const { name, version: mine, workspace_id } = this.stored;
    const { path, keep, keepTitle } = this.words;
    switch (await askConflict(trans, { name, mine, theirs: newest }, keep)) {
      case 'overwrite':
        return this._store(newest);
      case 'keep': {
        const asked = await InputDialog.getText({
          title: keepTitle,
          label: trans.__('Name'),
          text: trans.__('%1 (mine)', name),
          okLabel: trans.__('Keep')
        });
        const kept = asked.button.accept ? asked.value?.trim() : '';
        if (kept) {
          const body = { ...this.copy(), workspace_id, name: kept };
          await client.call<T>('POST', path, { body });
          await this._takeTheirs();
        }
        return;
      }
      case 'theirs':
        await this._takeTheirs();
    }
  }

  /** What a copy of the draft has of it. */
  protected copy(): Record<string, unknown> {
    return this.draft();
  }

  private async _takeTheirs(): Promise<void> {
    const { exact } = this.words;
    this._done(await this.options.client.call<T>('GET', this._path, { exact }));
  }

  private _done(stored: T): void {
    this.stored = stored;
    this.load(stored);
    this.showTitle();
    this._saved.emit(stored);
  }

  /** A button may have removed itself, and with the focus lost no keys would reach the editor. */
  private _keepFocus(): void {
    if (document.activeElement === document.body && this.isVisible) {
      this.node.focus({ preventScroll: true });
    }
  }

  private get _path(): string {
    return `${this.words.path}/${this.itemId}`;
  }

  protected stored: T;
  protected problem = '';
  private _saving = false;
  private readonly _saved = new Signal<this, T>(this);
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSONExt.deepEqual(one as ReadonlyJSONValue, other as ReadonlyJSONValue);
}

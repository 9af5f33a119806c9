/** Editors in the main area: one for each thing, opened by its id, restored on reload. */

import type { ILayoutRestorer } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { Widget } from '@lumino/widgets';

import type { PanelContext } from './context';
import { guardClose, type IGuarded } from './guard-close';

export interface IEditor extends Widget, IGuarded {
  /** The id of what is edited; null before it is saved for the first time. */
  readonly itemId: string | null;
}

export interface IEditorsOptions<E extends IEditor> {
  panel: PanelContext;
  namespace: string;
  /** The command that shows an editor, for a restored layout; it is not in the palette. */
  command: string;
  label: string;
  restorer: ILayoutRestorer | null;
  /** Makes the editor of an id, or of something new. */
  make(id: string | null): Promise<MainAreaWidget<E>>;
}

export class Editors<E extends IEditor> {
  readonly tracker: WidgetTracker<MainAreaWidget<E>>;

  constructor(private readonly options: IEditorsOptions<E>) {
    const { panel, namespace, command, label, restorer } = options;
    this.tracker = new WidgetTracker<MainAreaWidget<E>>({ namespace });
    panel.app.commands.addCommand(command, {
      label,
      describedBy: {
        args: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
      },
      execute: args => panel.attempt(() => this.show(String(args.id)))
    });
    window.addEventListener('beforeunload', event => {
      if (this.tracker.find(({ content }) => content.dirty)) {
        event.preventDefault();
      }
    });
    void restorer?.restore(this.tracker, {
      command,
      args: ({ content }) => ({ id: content.itemId ?? '' }),
      name: ({ content }) => content.itemId ?? ''
    });
  }

  find(id: string): MainAreaWidget<E> | undefined {
    return this.tracker.find(widget => widget.content.itemId === id);
  }

  async show(id: string | null): Promise<void> {
    const { app } = this.options.panel;
    let widget = id ? this.find(id) : undefined;
    if (!widget) {
      widget = await this.options.make(id);
      guardClose(widget, widget.content);
      await this.tracker.add(widget);
    }
    if (!widget.isAttached) {
      app.shell.add(widget, 'main');
    }
    app.shell.activateById(widget.id);
  }
}

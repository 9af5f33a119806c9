/** Opens `.etlab.json` documents as pages. */

import { ABCWidgetFactory, DocumentRegistry, DocumentWidget } from '@jupyterlab/docregistry';
import { PanelLayout, Widget } from '@lumino/widgets';
import type { Message } from '@lumino/messaging';

import { pageIcon } from './icons';
import { PageSession, type IHost } from './session';

export const FACTORY = 'ETLab page';
export const FILE_TYPE = 'etlab-page';

/** The place of the canvas; the canvas itself is loaded when the first page is opened. */
export class PageContent extends Widget {
  constructor(readonly session: PageSession) {
    super();
    this.addClass('etlab-Page');
    this.node.tabIndex = -1;
    this.layout = new PanelLayout();
    this.node.dataset.loading = session.trans.__('Loading…');
    // Typing in a field is no command of the canvas.
    this.node.addEventListener('focusin', event => {
      const typing = (event.target as HTMLElement).matches(
        'input:not([type=checkbox]), textarea, select, [contenteditable=true]'
      );
      this.toggleClass('etlab-mod-typing', typing);
    });
    this.node.addEventListener('focusout', () => this.removeClass('etlab-mod-typing'));
    void this.load();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.session.dispose();
      super.dispose();
    }
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    // The schemas of the workspace may have changed meanwhile.
    this.session.checkAgain();
    if (!this.node.contains(document.activeElement)) {
      this.node.focus({ preventScroll: true });
    }
  }

  private async load(): Promise<void> {
    const [{ createApp }] = await Promise.all([import('./app'), this.session.start()]);
    if (!this.isDisposed) {
      delete this.node.dataset.loading;
      (this.layout as PanelLayout).addWidget(createApp(this.session));
    }
  }
}

export class PageWidget extends DocumentWidget<PageContent> {
  get session(): PageSession {
    return this.content.session;
  }
}

export class PageFactory extends ABCWidgetFactory<PageWidget> {
  constructor(
    options: DocumentRegistry.IWidgetFactoryOptions<PageWidget>,
    private readonly host: IHost
  ) {
    super(options);
  }

  protected createNewWidget(
    context: DocumentRegistry.IContext<DocumentRegistry.IModel>
  ): PageWidget {
    const session = new PageSession(context, this.host);
    const widget = new PageWidget({ context, content: new PageContent(session) });
    widget.title.icon = pageIcon;
    return widget;
  }
}

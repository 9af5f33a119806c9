/** The stored pages that are open in the main area. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';

export class OpenPages {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly documents: IDocumentManager | null
  ) {}

  /** The documents of a page: one for each kind of editor. */
  of(pageId: string): DocumentRegistry.Context[] {
    const found = [...this.app.shell.widgets('main')].flatMap(
      widget => this.documents?.contextForWidget(widget) ?? []
    );
    return [...new Set(found)].filter(context => context.path.startsWith(`etlab:${pageId}/`));
  }

  /** Shows what is stored in every editor of the page. */
  async revert(pageId: string): Promise<void> {
    for (const context of this.of(pageId)) {
      await context.revert();
    }
  }
}

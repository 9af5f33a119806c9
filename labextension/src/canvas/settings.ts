/** What people set for all pages, in JupyterLab's settings (`schema/page.json`). */

import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import { Observable } from './observable';

export interface IPageSettings {
  /** Whether a page opens with the node types beside it. */
  palette: boolean;
  minimap: boolean;
  snap: boolean;
  previewRows: number;
  /** Whether expressions are checked for Spark's ANSI mode. */
  ansi: boolean;
}

export class PageSettings extends Observable<IPageSettings> {
  constructor() {
    super({ palette: true, minimap: true, snap: true, previewRows: 100, ansi: true });
  }

  /** Takes the settings over, now and whenever they change. */
  follow(settings: ISettingRegistry.ISettings): void {
    const take = (): void => {
      const { palette, minimap, snap, previewRows, ansi } =
        settings.composite as unknown as IPageSettings;
      this.set({ palette, minimap, snap, previewRows, ansi });
    };
    settings.changed.connect(take);
    take();
  }
}

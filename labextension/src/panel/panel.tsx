/** The sidebar panel: a search field over workspaces, connections and runs. */

import {
  addIcon,
  CommandToolbarButton,
  InputGroup,
  PanelWithToolbar,
  ReactWidget,
  SidePanel,
  Toolbar
} from '@jupyterlab/ui-components';
import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { ISignal, Signal } from '@lumino/signaling';
import { AccordionPanel, Widget } from '@lumino/widgets';
import { lazy, Suspense, useEffect, useState } from 'react';

import { CommandIDs } from './commands';
import type { PanelContext } from './context';
import { etlabIcon } from './icons';
import type { RowsModel } from './rows';

const DEBOUNCE = 250;
const RowsView = lazy(async () => ({ default: (await import('./rows-view')).RowsView }));

export interface ISection {
  id: string;
  label: string;
  model: RowsModel;
  /** Commands in the section's title. */
  commands?: string[];
  /** Whether a single click opens. */
  eager?: boolean;
}

export class EtlabPanel extends SidePanel {
  constructor(panel: PanelContext, sections: ISection[], translator: ITranslator) {
    super({ translator });
    const { trans } = panel;
    this.id = 'etlab-panel';
    this.addClass('etlab-Panel');
    this.title.icon = etlabIcon;
    this.title.caption = trans.__('ETLab');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('ETLab'));

    for (const id of [CommandIDs.createPage, CommandIDs.createWorkspace, CommandIDs.import]) {
      this.toolbar.addItem(id, button(panel, id));
    }
    this.toolbar.addItem('spacer', Toolbar.createSpacerItem());
    this.toolbar.addItem(CommandIDs.refresh, button(panel, CommandIDs.refresh));
    this.toolbar.node.setAttribute('aria-label', trans.__('ETLab'));

    this._search = new SearchField(trans.__('Search'), trans.__('Search by name'));
    this._search.addClass('etlab-Panel-search');
    this.header.addWidget(this._search);

    for (const section of sections) {
      this.addWidget(new Section(panel, section));
    }
    this.accordion.setRelativeSizes(sections.map((_, index) => (index === 0 ? 3 : 1)));
  }

  /** The text in the search field, a moment after it was typed. */
  get searched(): ISignal<unknown, string> {
    return this._search.searched;
  }

  get accordion(): AccordionPanel {
    return this.content as AccordionPanel;
  }

  focusSearch(): void {
    this._search.node.querySelector('input')?.focus();
  }

  focusTree(): void {
    this.node.querySelector<HTMLElement>('.etlab-Rows')?.focus();
  }

  private readonly _search: SearchField;
}

class Section extends PanelWithToolbar {
  constructor(panel: PanelContext, section: ISection) {
    super();
    this.addClass('etlab-Section');
    this.id = `etlab-section-${section.id}`;
    this.title.label = section.label;
    for (const id of section.commands ?? []) {
      this.toolbar.addItem(id, button(panel, id, addIcon));
    }
    const rows = new WhenShown(
      <RowsView
        model={section.model}
        label={section.label}
        trans={panel.trans}
        eager={section.eager}
        onFocus={() => {
          panel.active = section.model;
        }}
        onOpen={() => {
          panel.active = section.model;
          void panel.app.commands.execute(CommandIDs.open);
        }}
        onRename={(row, name) => {
          const rename = row.item && panel.actions.get(row.item.kind)?.rename;
          if (rename) {
            void panel.attempt(() => rename(row.item!, name));
          }
        }}
      />
    );
    rows.addClass('etlab-Section-rows');
    // A menu is opened for what is under the mouse.
    rows.node.addEventListener('mousedown', () => {
      panel.active = section.model;
    });
    this.addWidget(rows);
  }
}

/** Draws nothing, and loads nothing for it, before it is in sight for the first time. */
class WhenShown extends ReactWidget {
  constructor(private readonly content: JSX.Element) {
    super();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.look();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.look();
  }

  protected render(): JSX.Element | null {
    return this.shown ? <Suspense>{this.content}</Suspense> : null;
  }

  private look(): void {
    if (this.isVisible && !this.shown) {
      this.shown = true;
      this.update();
    }
  }

  private shown = false;
}

class SearchField extends ReactWidget {
  constructor(
    private readonly label: string,
    private readonly caption: string
  ) {
    super();
  }

  get searched(): ISignal<this, string> {
    return this._searched;
  }

  protected render(): JSX.Element {
    return (
      <SearchInput
        label={this.label}
        caption={this.caption}
        onSearch={text => this._searched.emit(text)}
      />
    );
  }

  private readonly _searched = new Signal<this, string>(this);
}

interface ISearchInputProps {
  label: string;
  caption: string;
  onSearch(text: string): void;
}

function SearchInput({ label, caption, onSearch }: ISearchInputProps): JSX.Element {
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => onSearch(text.trim()), text ? DEBOUNCE : 0);
    return () => window.clearTimeout(timer);
  }, [text]);
  return (
    <InputGroup
      type="search"
      rightIcon="ui-components:search"
      placeholder={label}
      aria-label={caption}
      title={caption}
      value={text}
      onChange={event => setText(event.target.value)}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          setText('');
        }
      }}
    />
  );
}

function button(panel: PanelContext, id: string, icon?: typeof addIcon): Widget {
  const { commands } = panel.app;
  return new CommandToolbarButton({ commands, id, label: '', icon: icon ?? undefined });
}

/** What makes an editor look like the inputs around it. */

import { EditorView } from '@codemirror/view';

const SELECTED = 'color-mix(in srgb, var(--jp-brand-color1) 18%, var(--jp-layout-color1))';

export const editorTheme = EditorView.theme({
  '.cm-scroller': { lineHeight: '1.4' },
  '.cm-content': { padding: '4px 0', minHeight: '18px' },
  '.cm-line': { padding: '0 6px' },
  '.cm-placeholder': { color: 'var(--jp-ui-font-color3)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--jp-error-color1)'
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--jp-warn-color1)'
  },
  '&.cm-tooltip, .cm-tooltip': {
    background: 'var(--jp-layout-color1)',
    border: 'var(--jp-border-width) solid var(--jp-border-color1)',
    boxShadow: 'var(--jp-elevation-z6)',
    color: 'var(--jp-ui-font-color1)',
    zIndex: '10000'
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--jp-code-font-family)',
    fontSize: 'var(--jp-code-font-size)',
    maxHeight: '14em',
    minWidth: '240px'
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: '12px',
    justifyContent: 'space-between',
    padding: '2px 6px'
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: SELECTED,
    color: 'var(--jp-ui-font-color1)'
  },
  '.cm-completionDetail': {
    color: 'var(--jp-ui-font-color2)',
    fontStyle: 'normal',
    margin: '0',
    overflow: 'hidden',
    textOverflow: 'ellipsis'
  },
  '.cm-completionMatchedText': {
    color: 'var(--jp-brand-color1)',
    textDecoration: 'none'
  },
  '.cm-diagnostic': {
    borderLeft: 'none',
    fontFamily: 'var(--jp-ui-font-family)',
    fontSize: 'var(--jp-ui-font-size1)',
    padding: '4px 8px'
  }
});

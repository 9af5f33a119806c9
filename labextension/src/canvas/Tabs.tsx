/** A row of tabs. */

export interface ITabsProps<T extends string> {
  label: string;
  tabs: readonly { id: T; label: string; badge?: string; className?: string }[];
  current: T | null;
  onChoose: (id: T) => void;
}

export function Tabs<T extends string>({ label, tabs, current, onChoose }: ITabsProps<T>) {
  return (
    <div className="etlab-Tabs" role="tablist" aria-label={label}>
      {tabs.map(tab => (
        <button
          key={tab.id}
          role="tab"
          data-tab={tab.id}
          className={tab.className}
          aria-selected={tab.id === current}
          onClick={() => onChoose(tab.id)}
        >
          {tab.label}
          {tab.badge !== undefined && <span className="etlab-Tabs-badge">{tab.badge}</span>}
        </button>
      ))}
    </div>
  );
}

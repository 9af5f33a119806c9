export function SidePanel(): JSX.Element | null {
  return null;
}

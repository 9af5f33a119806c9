export function BottomPanel(): JSX.Element | null {
  return null;
}

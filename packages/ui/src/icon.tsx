import css from './icon.module.css';

const paths = {
  cart: 'M2.5 3.5h2.2l2.3 11.2a1.6 1.6 0 0 0 1.6 1.3h8.6a1.6 1.6 0 0 0 1.6-1.2L20.8 7.500H5.600M9.5 20.300h.01M17 20.300h.01',
  user: 'M12 12a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.400ZM4 20.500c.6-3.7 3.9-5.5 8-5.500s7.4 1.8 8 5.5',
  search: 'M10.8 17.500a6.7 6.7 0 1 0 0-13.4 6.7 6.7 0 0 0 0 13.400ZM20.5 20.500l-4.9-4.9',
  menu: 'M3.5 6.500h17M3.5 12h17M3.5 17.500h17',
  chevron: 'm9 5.5 6.5 6.500L9 18.5',
  check: 'm4.5 12.5 5 5 10-11',
  truck: 'M2.5 5.500h11.500v11H2.500ZM14 9.500h4l3.5 3.600v3.400H14M7 19.200a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.800ZM17.3 19.200a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.800Z',
  shield: 'M12 2.8 4.5 5.700v5.500c0 4.7 3.1 8.3 7.5 10 4.4-1.7 7.5-5.3 7.5-10V5.700ZM8.7 11.800l2.4 2.4 4.3-4.7',
  star: 'm12 3 2.8 5.7 6.2.9-4.5 4.4 1.1 6.2-5.6-2.9-5.6 2.9 1.1-6.200L3 9.600l6.2-.9Z',
  heart: 'M12 20.300C6.7 16.7 3.2 13.4 3.2 9.300a4.6 4.6 0 0 1 8.8-1.9 4.6 4.6 0 0 1 8.8 1.900c0 4.1-3.5 7.4-8.8 11Z',
  close: 'm5.5 5.5 13 13M18.5 5.500l-13 13',
  filter: 'M3.5 7h9M17.5 7h3M3.5 17h3M11.5 17h9M15 9.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM9 19.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  lock: 'M5.5 10.500h13v10h-13ZM8 10.500V7.300a4 4 0 0 1 8 0v3.200M12 14.500v2',
  return: 'M8.5 5 4 9.5 8.5 14M4 9.500h10.500a5.3 5.3 0 0 1 0 10.600H9',
  pin: 'M12 21.500c4.6-4.5 7-8.1 7-11.500a7 7 0 0 0-14 0c0 3.4 2.4 7 7 11.500ZM12 12.600a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.400Z',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  box: 'm12 2.8 8.3 4.500v9.400L12 21.200l-8.3-4.500V7.300ZM3.9 7.5 12 12l8.1-4.500M12 12v9',
  card: 'M2.5 5.500h19v13h-19ZM2.5 10h19M6 15h4',
  mail: 'M3 5.500h18v13H3ZM3.5 6.5 12 13l8.5-6.5',
  alert: 'M12 3.3 2.6 19.800h18.800ZM12 10v4.500M12 17.200v.1',
  note: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.500M12 7.500v.1',
  trash: 'M4 6.500h16M9 6.500v-3h6v3M6 6.500l1 14h10l1-14M10 10.500v6M14 10.500v6',
  store: 'M4 10v10.500h16V10M2.8 8.5 5 3.500h14l2.2 5a2.9 2.9 0 0 1-4.6 1.3 3 3 0 0 1-4.6 0 3 3 0 0 1-4.6 0 2.9 2.9 0 0 1-4.6-1.300ZM9.5 20.500V15h5v5.5',
} as const;

export type IconName = keyof typeof paths;

/** A picture beside text, hidden from screen readers: the text or an aria-label of the control names it. `size` in CSS px. */
export const Icon = ({ name, size = 20, is_filled = false }: { name: IconName; size?: number; is_filled?: boolean }) => (
  <svg className={name === 'chevron' || name === 'return' ? css.directional : css.icon} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false"
    fill={is_filled ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
    <path d={paths[name]} />
  </svg>
);

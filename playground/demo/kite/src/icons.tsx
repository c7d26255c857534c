// Line icons on a 24-unit grid. All are decoration: names are in the text.
const shapes = {
	home: "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
	pay: "M4 8h13l-3-3M20 16H7l3 3",
	cards: "M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 10h18M7 15h3",
	funds: "M4 19V5M4 19h16M8 15l4-5 3 3 5-7",
	coupons: "M3 9V6h18v3a3 3 0 0 0 0 6v3H3v-3a3 3 0 0 0 0-6zM14 6v12",
	orders: "M5 8h14l-1 12H6zM9 8V7a3 3 0 0 1 6 0v1",
	security: "M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6z",
	next: "m9 5 7 7-7 7",
	back: "m15 5-7 7 7 7",
	shop: "M5 8h14l-1 12H6zM9 8V7a3 3 0 0 1 6 0v1",
	food: "M5 9h11v5a5 5 0 0 1-5 5H10a5 5 0 0 1-5-5zM16 10h2a2 2 0 0 1 0 5h-2M8 3v2M12 3v2",
	travel: "M7 4h10a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM5 11h14M8 17l-2 3M16 17l2 3",
	income: "M12 5v14M6 13l6 6 6-6",
	fund: "M4 19V5M4 19h16M8 15l4-5 3 3 5-7",
	check: "m5 12 5 5 9-10",
	lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
	phone: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2",
	device: "M4 6h16v10H4zM2 19h20",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
	return (
		<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
			<path d={shapes[name]} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
		</svg>
	);
}

export const isIcon = (name: string): name is IconName => name in shapes;

export function Logo() {
	return (
		<svg class="logo" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
			<path d="M12 1 20 10 12 23 4 10z" fill="currentColor" />
			<path class="logo-line" d="M12 1v22M4 10h16" fill="none" stroke-width="1.2" />
		</svg>
	);
}

// @ts-check
// Runs before the first paint, so that a page never flashes in the other theme.
(function () {
	try {
		const theme = localStorage.getItem("souk-theme");
		if (theme === "light" || theme === "dark")
			document.documentElement.dataset.theme = theme;
	} catch {
		// No storage allowed: the system's choice holds.
	}
}());

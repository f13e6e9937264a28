/* A category's icon by the words of its slug: hosts name their own. */
#include "storefront/view.h"

/* Words so short are whole ones. */
enum { SHORT = 3 };

/* The beginning of a word, and the icon that it stands for. */
static const struct {
	struct str word;
	const char *icon;
} icons[] = {
	{ { "photo", 5 }, "images" },
	{ { "image", 5 }, "images" },
	{ { "email", 5 }, "mail" },
	{ { "mail", 4 }, "mail" },
	{ { "wiki", 4 }, "book-open" },
	{ { "knowledge", 9 }, "book-open" },
	{ { "document", 8 }, "file-text" },
	{ { "office", 6 }, "file-text" },
	{ { "note", 4 }, "file-text" },
	{ { "password", 8 }, "key-round" },
	{ { "identity", 8 }, "fingerprint" },
	{ { "access", 6 }, "fingerprint" },
	{ { "analytics", 9 }, "chart-column" },
	{ { "statistic", 9 }, "chart-column" },
	{ { "crm", 3 }, "users" },
	{ { "customer", 8 }, "users" },
	{ { "human", 5 }, "users" },
	{ { "community", 9 }, "users" },
	{ { "social", 6 }, "users" },
	{ { "accounting", 10 }, "calculator" },
	{ { "money", 5 }, "calculator" },
	{ { "budget", 6 }, "calculator" },
	{ { "financ", 6 }, "calculator" },
	{ { "project", 7 }, "kanban" },
	{ { "task", 4 }, "kanban" },
	{ { "time", 4 }, "clock" },
	{ { "communication", 13 }, "message-circle" },
	{ { "chat", 4 }, "message-circle" },
	{ { "monitoring", 10 }, "activity" },
	{ { "status", 6 }, "activity" },
	{ { "health", 6 }, "activity" },
	{ { "backup", 6 }, "hard-drive" },
	{ { "storage", 7 }, "hard-drive" },
	{ { "file", 4 }, "hard-drive" },
	{ { "archiv", 6 }, "hard-drive" },
	{ { "developer", 9 }, "code" },
	{ { "software", 8 }, "code" },
	{ { "development", 11 }, "code" },
	{ { "commerce", 8 }, "shopping-cart" },
	{ { "shop", 4 }, "shopping-cart" },
	{ { "ai", 2 }, "bot" },
	{ { "artificial", 10 }, "bot" },
	{ { "generative", 10 }, "bot" },
	{ { "learning", 8 }, "graduation-cap" },
	{ { "education", 9 }, "graduation-cap" },
	{ { "school", 6 }, "graduation-cap" },
	{ { "library", 7 }, "book-open" },
	{ { "booking", 7 }, "calendar" },
	{ { "bookmark", 8 }, "star" },
	{ { "book", 4 }, "book-open" },
	{ { "database", 8 }, "database" },
	{ { "dns", 3 }, "globe" },
	{ { "web", 3 }, "globe" },
	{ { "url", 3 }, "globe" },
	{ { "maps", 4 }, "globe" },
	{ { "calendar", 8 }, "calendar" },
	{ { "conference", 10 }, "calendar" },
	{ { "media", 5 }, "film" },
	{ { "video", 5 }, "film" },
	{ { "music", 5 }, "film" },
	{ { "feed", 4 }, "rss" },
	{ { "news", 4 }, "rss" },
	{ { "game", 4 }, "gamepad-2" },
	{ { "search", 6 }, "search" },
	{ { "security", 8 }, "shield-check" },
	{ { "privacy", 7 }, "shield-check" },
	{ { "vpn", 3 }, "shield-check" },
	{ { "automation", 10 }, "workflow" },
	{ { "workflow", 8 }, "workflow" },
	{ { "internet", 8 }, "workflow" },
	{ { "blog", 4 }, "pencil" },
	{ { "content", 7 }, "pencil" },
	{ { "network", 7 }, "server" },
	{ { "server", 6 }, "server" },
	{ { "hosting", 7 }, "server" },
	{ { "ticket", 6 }, "life-buoy" },
	{ { "help", 4 }, "life-buoy" },
	{ { "support", 7 }, "life-buoy" },
	{ { "inventory", 9 }, "package" },
	{ { "resource", 8 }, "package" },
};

const char *
view_category_icon(struct str slug)
{
	struct str rest = slug, word;

	while (str_cut(&rest, '-', &word))
		for (size_t i = 0; i < sizeof(icons) / sizeof(*icons); i++)
			if (icons[i].word.n <= SHORT
				? str_eq(word, icons[i].word)
				: str_starts(word, icons[i].word))
				return icons[i].icon;
	return "layout-grid";
}

#include "ctl/commands.h"
#include "ctl/finding.h"
#include "net/fetch.h"

static const struct column columns[] = {
	{ "RESULT", "result", false },
	{ "WHERE", "where", false },
	{ "FOUND", "found", false },
};

static void
fault_add(struct findings *f, const struct site_fault *fault)
{
	struct str line = finding_line(f->c, fault->line);

	finding_add(f, FINDING_FAULT,
	    arena_printf(
		f->c->arena, "%.*s %.*s", STR_FMT(line), STR_FMT(fault->param)),
	    "%.*s", STR_FMT(fault->what));
}

/* What a responder under this user would refuse to believe. */
static void
check_trust(struct findings *f)
{
	const char *why = NULL;

	if (site_file_trusted(f->c->site_path, &why) != OK)
		finding_add(f, FINDING_FAULT, str_from(f->c->site_path),
		    "responders of this user refuse the file: %s", why);
}

/* The file's lines, then each parameter's value. */
static enum err
check_parameters(struct findings *f)
{
	struct ctl *c = f->c;
	struct conf_fault lines[SITE_FAULTS_MAX];
	struct site_fault faults[SITE_FAULTS_MAX];
	size_t i, n = SITE_FAULTS_MAX;
	enum err e = conf_read(c->arena, &c->conf, c->site_path, lines, &n);

	if (e == ERR_CONFIG)
		for (i = 0; i < n; i++)
			finding_add(f, FINDING_FAULT,
			    finding_line(c, lines[i].line), "%.*s",
			    STR_FMT(lines[i].what));
	if (e != OK)
		return e;
	check_trust(f);
	n = SITE_FAULTS_MAX;
	e = site_config_read(c->arena, &c->config, &c->conf, faults, &n);
	for (i = 0; e == ERR_CONFIG && i < n; i++)
		fault_add(f, &faults[i]);
	if (e == OK)
		finding_add(f, FINDING_OK, str_from(c->site_path),
		    "%zu parameters", c->conf.count);
	return e;
}

static enum err
check_all(struct findings *f)
{
	enum err e = check_parameters(f);

	if (e != OK)
		return e == ERR_CONFIG ? OK : e;
	check_files(f);
	check_database(f);
	e = net_open();
	if (e != OK)
		return e;
	check_gateway(f);
	check_mail(f);
	check_sms(f);
	net_close();
	return f->nomem ? ERR_NOMEM : OK;
}

int
command_check(struct ctl *c, int argc, char **argv)
{
	struct findings f = { .c = c };
	int status = ctl_options(c, argc, argv, NULL, 0, NULL, NULL);
	enum err e;

	if (status != CTL_OK)
		return status;
	if (!c->site_path)
		return ctl_misused(c,
		    "--site FILE is missing:"
		    " the web server's file of SOUK_ parameters");
	f.table = table_open(c->arena, columns, 3);
	e = f.table ? check_all(&f) : ERR_NOMEM;
	if (e == OK)
		e = table_print(f.table, c->json);
	if (e != OK)
		return ctl_failed(c, e, c->site_path);
	if (f.faults > 0)
		return ctl_fail(
		    c, "%zu fault%s", f.faults, f.faults == 1 ? "" : "s");
	return CTL_OK;
}

/* A site as the worker serves it, and the jobs that it does there. */
#ifndef WORKER_SHOP_H
#define WORKER_SHOP_H

#include <stdbool.h>

#include "act/act.h"
#include "app/site.h"
#include "locale/locale.h"
#include "provision/provision.h"
#include "store/outbox.h"

struct shop {
	struct site *site;
	struct locales *locales;
	struct locales *bill_texts;
	const char *mail_dir;
	const char *data_dir;
	struct str mail_password; /* empty: no sign-in */
	struct str sms_password;  /* empty: none */
	struct arena *arena;	  /* what lives as long as the shop */
};

struct shop_dirs {
	const char *www;   /* assets/locale */
	const char *mail;  /* templates */
	const char *bills; /* the words on bills */
};

/* ERR_CONFIG: the site or a file of it is at fault, which was logged. */
enum err shop_open(struct shop *out, const char *site_path,
    const struct shop_dirs *dirs) MUST_CHECK;
void shop_close(struct shop *s);

/* One step of a job.  *more: there was work, and there may be more. */
struct step {
	const struct shop *shop;
	struct arena *arena; /* emptied after the step */
	int64_t now_us;
	bool more;
	bool (*stopping)(void *arg); /* asked between two foreign calls */
	void *stopping_arg;
};

/* The machine's or the database's fault, which would be every row's. */
bool step_is_everybodys(enum err e);

struct act step_act(const struct step *s, struct db *db);

/* What calls provisioners and sellers' endpoints, each as slow as it likes. */
enum err deliveries_drain(struct step *s) MUST_CHECK;

/* What calls companies' own servers, likewise. */
enum err webhooks_call(struct step *s) MUST_CHECK;

/* What asks or tells others of the host's: gateway, mail server. */
enum err letters_drain(struct step *s) MUST_CHECK;
enum err payments_reconcile(struct step *s) MUST_CHECK;
enum err cards_reconcile(struct step *s) MUST_CHECK;
enum err events_apply(struct step *s) MUST_CHECK;
enum err refunds_repay(struct step *s) MUST_CHECK;

/* What only the database is needed for. */
enum err chains_seal(struct step *s) MUST_CHECK;
enum err webhooks_fan_out(struct step *s) MUST_CHECK;
enum err orders_expire(struct step *s) MUST_CHECK;
enum err offers_step(struct step *s) MUST_CHECK;
enum err stages_step(struct step *s) MUST_CHECK;
enum err heads_sign(struct step *s) MUST_CHECK;
enum err leftovers_purge(struct step *s) MUST_CHECK;
enum err popularity_count(struct step *s) MUST_CHECK;
enum err files_sweep(struct step *s) MUST_CHECK;
enum err bills_overdue(struct step *s) MUST_CHECK;
enum err bills_remind(struct step *s) MUST_CHECK;
enum err terms_step(struct step *s) MUST_CHECK;
enum err settlement_lines_step(struct step *s) MUST_CHECK;
enum err settlements_state(struct step *s) MUST_CHECK;

/* What takes the processor: monthly bills, and bills as files. */
enum err statements_issue(struct step *s) MUST_CHECK;
enum err papers_make(struct step *s) MUST_CHECK;
enum err settlement_papers_make(struct step *s) MUST_CHECK;
void papers_end(void); /* before a thread ends that may have made some */

/*
 * The kinds of message.  ERR_INVALID and ERR_NOT_FOUND are final, the
 * others are tried again.  *why is a sentence for outbox.last_error.
 */
enum err letter_send(
    struct step *s, const struct message *m, struct str *why) MUST_CHECK;
enum err text_send(
    struct step *s, const struct message *m, struct str *why) MUST_CHECK;
enum err order_fulfil(
    struct step *s, const struct message *m, struct str *why) MUST_CHECK;

struct order;
struct order_line;
struct delivery;

/*
 * By the seller's endpoint: what it made for the line, in *out, whose secret
 * the caller wipes.  ERR_NOT_FOUND: the product has none; ERR_INVALID: it
 * refuses, or what it answers is refused; ERR_UNAVAILABLE: again later.
 */
enum err line_by_endpoint(struct step *s, struct delivery *out,
    const struct order *o, const struct order_line *line, struct str *why)
    MUST_CHECK;

/*
 * By the host's driver, or what its provisioner has called back with
 * meanwhile.  *out, whose secret the caller wipes, when *outcome is
 * PROVISION_DELIVERED.  server: of an image, else NULL.  Errors likewise.
 */
enum err line_by_driver(struct step *s, enum provision_outcome *outcome,
    struct delivery *out, const struct order_line *line,
    const struct provision_server *server, struct str *why) MUST_CHECK;

/*
 * Has it release what it made for a line that was never delivered.
 * ERR_NOT_FOUND: the product has none; ERR_STATE: it has told of nothing that
 * it made.  Errors likewise.
 */
enum err line_release(struct step *s, const struct order *o,
    const struct order_line *line, struct str *why) MUST_CHECK;

/*
 * Of an order that was paid back before it was delivered: endpoints release
 * what they made, an operator the rest.  asked: provisioners were asked for
 * it, whatever was heard of them.
 */
enum err order_undo(struct step *s, const struct order *o,
    const struct order_line *lines, size_t n, bool asked, struct str *why)
    MUST_CHECK;

/* A call of the host's driver, with its keys; ERR_BUSY is never said. */
enum err driver_ask(struct step *s, enum provision_outcome *outcome,
    struct delivered *got, const struct provision_line *asked,
    struct str *why) MUST_CHECK;

/* Tells whoever provisioned a service what became of it. */
enum err service_tell(
    struct step *s, const struct message *m, struct str *why) MUST_CHECK;
enum err service_give_up(
    struct step *s, const struct message *m, struct str why) MUST_CHECK;

/* After a provision message's last try: the order waits for an operator. */
enum err order_give_up(
    struct step *s, const struct message *m, struct str why) MUST_CHECK;

#endif

/* The commands' functions; ctl/main.c has their rows. */
#ifndef CTL_COMMANDS_H
#define CTL_COMMANDS_H

#include "ctl/ctl.h"

int command_bill(struct ctl *c, int argc, char **argv);
int command_category(struct ctl *c, int argc, char **argv);
int command_check(struct ctl *c, int argc, char **argv);
int command_company(struct ctl *c, int argc, char **argv);
int command_credit(struct ctl *c, int argc, char **argv);
int command_deliver(struct ctl *c, int argc, char **argv);
/* The tasks that are open for the operator, oldest first. */
int waiting_print(struct ctl *c);
int command_demo(struct ctl *c, int argc, char **argv);
int command_flavour(struct ctl *c, int argc, char **argv);
int command_evidence(struct ctl *c, int argc, char **argv);
int command_export(struct ctl *c, int argc, char **argv);
int command_import(struct ctl *c, int argc, char **argv);
int command_keygen(struct ctl *c, int argc, char **argv);
int command_migrate(struct ctl *c, int argc, char **argv);
int command_payment(struct ctl *c, int argc, char **argv);
int command_popular(struct ctl *c, int argc, char **argv);
int command_product(struct ctl *c, int argc, char **argv);
int command_region(struct ctl *c, int argc, char **argv);
int command_offer(struct ctl *c, int argc, char **argv);
int command_refund(struct ctl *c, int argc, char **argv);
int command_dispute(struct ctl *c, int argc, char **argv);
int command_release(struct ctl *c, int argc, char **argv);
int command_routes(struct ctl *c, int argc, char **argv);
int command_seller(struct ctl *c, int argc, char **argv);
int command_server(struct ctl *c, int argc, char **argv);
int command_service(struct ctl *c, int argc, char **argv);
int command_setup(struct ctl *c, int argc, char **argv);
int command_statement(struct ctl *c, int argc, char **argv);
int command_settle(struct ctl *c, int argc, char **argv);
int command_payout(struct ctl *c, int argc, char **argv);
int command_user(struct ctl *c, int argc, char **argv);
int command_verify(struct ctl *c, int argc, char **argv);

#endif

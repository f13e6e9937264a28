/* The sequences of the model, in as many programs as run side by side. */
#ifndef TESTS_STORE_MODEL_RUN_H
#define TESTS_STORE_MODEL_RUN_H

enum { MODEL_PROGRAMS = 2 };

/* The share of one of them, from 0 on; what its main() returns. */
int model_run(int program);

#endif

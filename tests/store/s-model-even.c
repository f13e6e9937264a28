/* One half of the model's sequences; see model_run.c. */
#include "model_run.h"

int
main(void)
{
	return model_run(0);
}

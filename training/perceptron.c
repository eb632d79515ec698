/* One pass of an averaged perceptron over tagged sentences, greedy from left to right.
 *
 * Scores are sums of rows: the static rows of a token, which do not depend on other tags, and rows
 * of three tables of tags. All numbers are integers, so that every machine gets the same weights.
 * Averages are kept lazily: `total` holds the sum of a weight over time up to `stamp`.
 */
#include <stdint.h>

typedef struct {
    int64_t tags, classes, tables;   /* where the tables begin, in rows */
    int32_t *weight, *stamp;
    int64_t *total;
    int64_t clock;
} Model;

static void update(Model *m, int64_t cell, int32_t change) {
    m->total[cell] += (m->clock - m->stamp[cell]) * (int64_t)m->weight[cell];
    m->stamp[cell] = (int32_t)m->clock;
    m->weight[cell] += change;
}

int64_t train_pass(Model *m, const int64_t *offsets, const int32_t *rows, const int32_t *word_class,
                   const uint64_t *allowed, const int32_t *gold, const int64_t *sentences,
                   const int32_t *order, int64_t n_sentences, int32_t end_class) {
    const int64_t T = m->tags, S = T + 1;   /* T itself stands for "before the sentence" */
    const int64_t pair = m->tables, here = pair + S * S, next = here + m->classes * S;
    int64_t right = 0;
    for (int64_t q = 0; q < n_sentences; q++) {
        const int64_t first = sentences[order[q]], last = sentences[order[q] + 1];
        int64_t one = T, two = T;
        for (int64_t i = first; i < last; i++) {
            int64_t active[160];
            int n = 0;
            for (int64_t k = offsets[i]; k < offsets[i + 1]; k++) active[n++] = rows[k];
            active[n++] = pair + one * S + two;
            active[n++] = here + word_class[i] * S + one;
            active[n++] = next + (i + 1 < last ? word_class[i + 1] : end_class) * S + one;
            int32_t score[64] = {0};
            for (int k = 0; k < n; k++) {
                const int32_t *w = m->weight + active[k] * T;
                for (int64_t j = 0; j < T; j++) score[j] += w[j];
            }
            const uint64_t open = allowed[i] | (1ULL << gold[i]);
            int64_t best = -1;
            for (int64_t j = 0; j < T; j++)
                if ((open >> j & 1) && (best < 0 || score[j] > score[best])) best = j;
            m->clock++;
            if (best == gold[i]) right++;
            else for (int k = 0; k < n; k++) {
                update(m, active[k] * T + gold[i], 1);
                update(m, active[k] * T + best, -1);
            }
            two = one;
            one = best;
        }
    }
    return right;
}

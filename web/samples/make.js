/**
 * Writes the sample runs that the page offers before anyone has a file. Everything is made here, from
 * a seeded generator: `node web/samples/make.js` gives the same bytes every time.
 */
import { writeFileSync } from 'node:fs';

/** Uniform numbers in [0, 1): mulberry32. @param {number} seed */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers by Box and Muller. @param {number} seed */
function normal(seed) {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** @param {number} value @param {number} digits */
const round = (value, digits) => Number(value.toFixed(digits));

/** @param {string} name @param {string} text */
function write(name, text) {
  writeFileSync(new URL(name, import.meta.url), text);
}

/** A hosted job keeps its last three checkpoints; this one was best before its last two epochs. */
function openaiOverfits() {
  const job = 'ftjob-Qx3VnHk2sample';
  const rows = [
    { step: 288, train: 0.1041, accuracy: 0.9712, valid: 0.6893, validAccuracy: 0.8461 },
    { step: 192, train: 0.2387, accuracy: 0.9318, valid: 0.5924, validAccuracy: 0.8533 },
    { step: 96, train: 0.4629, accuracy: 0.8766, valid: 0.5417, validAccuracy: 0.8579 },
  ];
  const data = rows.map((row, index) => ({
    object: 'fine_tuning.job.checkpoint',
    id: `ftckpt_sample${row.step}`,
    created_at: 1752000000 - index * 610,
    fine_tuned_model_checkpoint:
      'ft:gpt-4o-mini-2024-07-18:acme:support:Bq7Zk1Lm' + (index ? `:ckpt-step-${row.step}` : ''),
    fine_tuning_job_id: job,
    metrics: {
      step: row.step,
      train_loss: row.train,
      train_mean_token_accuracy: row.accuracy,
      full_valid_loss: row.valid,
      full_valid_mean_token_accuracy: row.validAccuracy,
    },
    step_number: row.step,
  }));
  const page = {
    object: 'list',
    data,
    first_id: data[0]?.id,
    last_id: data[2]?.id,
    has_more: false,
  };
  write('openai-overfits.json', JSON.stringify(page, null, 2) + '\n');
}

/** A classifier fine-tuned for three epochs: evaluated every 50 steps, still improving at the end. */
function huggingFaceHealthy() {
  const noise = normal(7);
  const maxSteps = 900;
  const history = [];
  let best = { step: 0, accuracy: 0 };
  for (let step = 10; step <= maxSteps; step += 10) {
    const epoch = round((step / maxSteps) * 3, 4);
    const rate = step < 90 ? step / 90 : (maxSteps - step) / (maxSteps - 90);
    const loss = 0.18 + 1.9 * (1 + step / 40) ** -0.75;
    history.push({
      epoch,
      grad_norm: round(2.2 * (1 + step / 200) ** -0.3 * Math.exp(0.12 * noise()), 4),
      learning_rate: round(5e-5 * rate, 10),
      loss: round(loss * Math.exp(0.045 * noise()), 4),
      step,
    });
    if (step % 50 === 0) {
      const accuracy = round(0.942 - 0.46 * (1 + step / 60) ** -1.05 + 0.0012 * noise(), 4);
      if (accuracy > best.accuracy) best = { step, accuracy };
      history.push({
        epoch,
        eval_accuracy: accuracy,
        eval_loss: round(0.205 + 1.55 * (1 + step / 45) ** -0.85 + 0.002 * noise(), 4),
        eval_runtime: round(6.4 + 0.05 * noise(), 4),
        eval_samples_per_second: round(312 + 2 * noise(), 3),
        eval_steps_per_second: round(19.5 + 0.1 * noise(), 3),
        step,
      });
    }
  }
  history.push({
    epoch: 3.0,
    step: maxSteps,
    total_flos: 4.73e15,
    train_loss: 0.3914,
    train_runtime: 1184.2,
    train_samples_per_second: 48.6,
    train_steps_per_second: 0.76,
  });
  const state = {
    best_global_step: best.step,
    best_metric: best.accuracy,
    best_model_checkpoint: `reviews-classifier/checkpoint-${best.step}`,
    epoch: 3.0,
    eval_steps: 50,
    global_step: maxSteps,
    is_hyper_param_search: false,
    is_local_process_zero: true,
    is_world_process_zero: true,
    log_history: history,
    logging_steps: 10,
    max_steps: maxSteps,
    num_input_tokens_seen: 0,
    num_train_epochs: 3,
    save_steps: 50,
    total_flos: 4.73e15,
    train_batch_size: 64,
    trial_name: null,
    trial_params: null,
  };
  write('huggingface-healthy.json', JSON.stringify(state, null, 2) + '\n');
}

/** A script's own log: the learning rate was too high, gradients grow, the loss ends as NaN. */
function divergesIntoNan() {
  const noise = normal(11);
  const lines = [];
  for (let step = 5; step <= 800; step += 5) {
    const swell = step < 480 ? 0 : Math.expm1((step - 480) / 55);
    const loss = (1.1 + 2.4 * (1 + step / 50) ** -0.6 + 0.12 * swell) * Math.exp(0.02 * noise());
    const norm = (0.9 + 0.35 * swell) * Math.exp(0.15 * noise());
    const dead = step > 610;
    lines.push(
      `{"step": ${step}, "loss": ${dead ? 'NaN' : round(loss, 5)}, ` +
        `"grad_norm": ${dead ? 'NaN' : round(norm, 4)}, "lr": ${round(8e-4 * Math.min(1, step / 100), 7)}` +
        (step % 100 === 0
          ? `, "val_loss": ${dead ? 'NaN' : round(loss + 0.06 + 0.004 * noise(), 5)}`
          : '') +
        '}',
    );
  }
  write('diverges-into-nan.jsonl', lines.join('\n') + '\n');
}

/** A Mistral job as its API returned it: newest checkpoint first, "accuracy" that is a perplexity. */
function mistralJob() {
  const noise = normal(23);
  const checkpoints = [];
  for (let step = 10; step <= 120; step += 10) {
    const valid = 0.742 + 0.41 * (1 + step / 18) ** -1.1 + 0.0025 * noise();
    const validLoss = round(valid, 6);
    checkpoints.unshift({
      metrics: {
        train_loss: round(valid - 0.02 - step / 4000 + 0.012 * noise(), 6),
        valid_loss: validLoss,
        valid_mean_token_accuracy: round(2 ** validLoss, 6),
      },
      step_number: step,
      created_at: 1717171000 + step * 9,
    });
  }
  const job = {
    id: '5c1d7a52-0b7e-4f0c-9d0e-7a5b6f1e2c34',
    auto_start: true,
    model: 'open-mistral-7b',
    status: 'SUCCESS',
    job_type: 'FT',
    created_at: 1717170800,
    modified_at: 1717172300,
    training_files: ['0f4a2f0e-1111-4c2e-8a5e-2d1f5a3b7c90'],
    validation_files: ['9b7d3c10-2222-4d7f-9b6f-3e2a6b4c8d01'],
    object: 'job',
    fine_tuned_model: 'ft:open-mistral-7b:sample:20240531:5c1d7a52',
    suffix: null,
    integrations: [],
    trained_tokens: 15728640,
    repositories: [],
    metadata: { expected_duration_seconds: 900, cost: 7.86, cost_currency: 'EUR' },
    hyperparameters: { training_steps: 120, learning_rate: 0.0001, weight_decay: 0.1 },
    events: [{ name: 'status-updated', data: { status: 'SUCCESS' }, created_at: 1717172300 }],
    checkpoints,
  };
  write('mistral-job.json', JSON.stringify(job, null, 2) + '\n');
}

/** A Create ML session: feature extraction, then an image classifier that stops gaining. */
function createMlSession() {
  const noise = normal(31);
  const checkpoints = [];
  for (let iteration = 500; iteration <= 1000; iteration += 500) {
    checkpoints.push({
      url: { relative: `extractingFeatures-${String(iteration).padStart(5, '0')}.checkpoint` },
      phase: 'extractingFeatures',
      iteration,
      date: 810000000 + iteration / 25,
      urlMetrics: [],
      metrics: [],
    });
  }
  for (let iteration = 10; iteration <= 200; iteration += 10) {
    const loss = 0.11 + 1.05 * (1 + iteration / 14) ** -1.0;
    const pairs = [
      ['loss', round(loss * Math.exp(0.015 * noise()), 5)],
      ['accuracy', round(0.985 - 0.36 * (1 + iteration / 15) ** -1.1 + 0.002 * noise(), 5)],
      ['validationLoss', round(loss + 0.1 + 0.004 * noise(), 5)],
      [
        'validationAccuracy',
        round(0.928 - 0.3 * (1 + iteration / 15) ** -1.2 + 0.003 * noise(), 5),
      ],
    ];
    const shift = (iteration / 10) % pairs.length;
    checkpoints.push({
      url: { relative: `training-${String(iteration).padStart(5, '0')}.checkpoint` },
      phase: 'training',
      iteration,
      date: 810000060.5 + iteration * 1.75,
      urlMetrics: [],
      metrics: [...pairs.slice(shift), ...pairs.slice(0, shift)].flat(),
    });
  }
  const session = {
    date: 809999990.25,
    phase: 'training',
    iteration: 200,
    modelURL: { relative: 'FlowerClassifier.mlmodel' },
    checkpoints,
  };
  write('createml-session.json', JSON.stringify(session, null, 2) + '\n');
}

openaiOverfits();
huggingFaceHealthy();
divergesIntoNan();
mistralJob();
createMlSession();

/** The page: hands the element its engine, which the page carries inside itself, and its samples. */
import { workerSource, wasmGzipBase64 } from 'virtual:ckptscope/parts';

import { configure, openRuns } from './api/index.js';
import { pageRuntime } from './api/page-runtime.js';
import { CheckpointScope } from './dashboard/checkpoint-scope.js';
import { embeddedFiles, embeddedOptions } from './embedded.js';
import createml from './samples/createml-session.json?raw';
import diverges from './samples/diverges-into-nan.jsonl?raw';
import huggingface from './samples/huggingface-healthy.json?raw';
import mistral from './samples/mistral-job.json?raw';
import openai from './samples/openai-overfits.json?raw';

configure(pageRuntime({ workerSource, wasmGzipBase64 }));
const options = embeddedOptions();

const dashboard = document.querySelector('checkpoint-scope');
if (dashboard instanceof CheckpointScope) {
  dashboard.samples = [
    {
      name: 'openai-overfits.json',
      title: 'OpenAI fine-tuning job',
      titles: { 'zh-CN': 'OpenAI 微调任务' },
      text: openai,
    },
    {
      name: 'huggingface-healthy.json',
      title: 'Hugging Face classifier',
      titles: { 'zh-CN': 'Hugging Face 分类器' },
      text: huggingface,
    },
    {
      name: 'diverges-into-nan.jsonl',
      title: 'Language model log',
      titles: { 'zh-CN': '语言模型日志' },
      text: diverges,
    },
    {
      name: 'mistral-job.json',
      title: 'Mistral fine-tuning job',
      titles: { 'zh-CN': 'Mistral 微调任务' },
      text: mistral,
    },
    {
      name: 'createml-session.json',
      title: 'Create ML session',
      titles: { 'zh-CN': 'Create ML 训练' },
      text: createml,
    },
  ];
  if (options) dashboard.openRuns = (inputs, own) => openRuns(inputs, { ...own, ...options });
  void embeddedFiles().then((files) => dashboard.open(files));
}

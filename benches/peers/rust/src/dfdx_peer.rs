//! dfdx. Its convolutions need a nightly compiler, so D is not here.

use std::hint::black_box;

use dfdx::optim::{Adam, AdamConfig, Sgd, SgdConfig};
use dfdx::prelude::*;
use peers_ours::models::BATCH;
use peers_ours::timing::{check, print_each};

use crate::weights::{self, Workload};

type Mlp<const I: usize, const H: usize, const O: usize> = ((Linear<I, H>, ReLU), Linear<H, O>);

pub fn time() {
    let [a, b, c] = weights::dense();
    macro_rules! workload {
        ($workload:expr, $i:literal, $h:literal, $o:literal, $activation:expr, $y:expr, $loss:expr) => {{
            let (workload, dev): (Workload, Cpu) = ($workload, Cpu::default());
            let build = || {
                let mut model = dev.build_module::<Mlp<$i, $h, $o>, f32>();
                model.0.0.weight.copy_from(&workload.kernels[0].outputs_first().1);
                model.0.0.bias.copy_from(&[0.0; $h]);
                model.1.weight.copy_from(&workload.kernels[1].outputs_first().1);
                model.1.bias.copy_from(&[0.0; $o]);
                model
            };
            let mut x: Tensor<Rank2<BATCH, $i>, f32, Cpu> = dev.zeros();
            x.copy_from(&workload.x);
            let mut one: Tensor<Rank1<$i>, f32, Cpu> = dev.zeros();
            one.copy_from(&workload.x[..$i]);

            let model = build();
            check(
                "dfdx",
                &workload.right,
                &$activation(model.forward(one.clone())).as_vec(),
            );
            print_each(workload.name, "forward", "dfdx", || {
                $activation(model.forward(black_box(&one).clone())).as_vec()
            });
            print_each(workload.name, "batch", "dfdx", || {
                $activation(model.forward(black_box(&x).clone())).as_vec()
            });

            let y: Tensor<Rank2<BATCH, $o>, f32, Cpu> = $y(&dev);
            let mut model = build();
            let settings = SgdConfig {
                lr: 1e-4,
                momentum: None,
                weight_decay: None,
            };
            let (mut rule, mut gradients) = (Sgd::new(&model, settings), Some(model.alloc_grads()));
            print_each(workload.name, "sgd", "dfdx", || {
                let z = model.forward_mut(x.clone().traced(gradients.take().expect("the gradients")));
                let mut new = $loss(z, y.clone()).backward();
                rule.update(&mut model, &new).expect("all parameters used");
                model.zero_grads(&mut new);
                gradients = Some(new);
            });
            let mut model = build();
            let settings = AdamConfig {
                lr: 1e-4,
                ..AdamConfig::default()
            };
            let (mut rule, mut gradients) = (Adam::new(&model, settings), Some(model.alloc_grads()));
            print_each(workload.name, "adam", "dfdx", || {
                let z = model.forward_mut(x.clone().traced(gradients.take().expect("the gradients")));
                let mut new = $loss(z, y.clone()).backward();
                rule.update(&mut model, &new).expect("all parameters used");
                model.zero_grads(&mut new);
                gradients = Some(new);
            });
        }};
    }
    workload!(a, 2, 8, 1, sigmoid, answers, binary_cross_entropy_with_logits_loss);
    workload!(b, 64, 32, 10, softmax_last, one_hot, cross_entropy_with_logits_loss);
    workload!(c, 784, 128, 10, softmax_last, one_hot, cross_entropy_with_logits_loss);
}

fn softmax_last<S: Shape + ReduceShape<S::LastAxis>>(z: Tensor<S, f32, Cpu>) -> Tensor<S, f32, Cpu> {
    z.softmax::<S::LastAxis>()
}

fn one_hot(dev: &Cpu) -> Tensor<Rank2<BATCH, 10>, f32, Cpu> {
    let mut rows = [[0.0; 10]; BATCH];
    for (i, row) in rows.iter_mut().enumerate() {
        row[i % 10] = 1.0;
    }
    dev.tensor(rows)
}

fn answers(dev: &Cpu) -> Tensor<Rank2<BATCH, 1>, f32, Cpu> {
    dev.tensor(std::array::from_fn(|i| [if i % 2 == 0 { 1.0 } else { 0.0 }]))
}

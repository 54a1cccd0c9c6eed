//! candle on the CPU.

use candle_core::{Device, Result, Tensor, Var};
use candle_nn::{AdamW, Conv2d, Conv2dConfig, Linear, Module, Optimizer, ParamsAdamW, SGD, loss, ops};
use peers_ours::models::BATCH;
use peers_ours::timing::{check, print_each};

use crate::weights::{self, Workload};

/// The layers of a workload: convolutions, if any, with relu and pooling; then dense layers with relu in between.
struct Net {
    convolutions: Vec<Conv2d>,
    dense: Vec<Linear>,
    variables: Vec<Var>,
}

impl Net {
    fn new(workload: &Workload) -> Result<Self> {
        let mut net = Self {
            convolutions: Vec::new(),
            dense: Vec::new(),
            variables: Vec::new(),
        };
        for kernel in &workload.kernels {
            let (dims, values) = kernel.outputs_first();
            let weight = Var::from_tensor(&Tensor::from_vec(values, dims.clone(), &Device::Cpu)?)?;
            let bias = Var::zeros(kernel.out(), candle_core::DType::F32, &Device::Cpu)?;
            let (w, b) = (weight.as_tensor().clone(), Some(bias.as_tensor().clone()));
            if dims.len() == 4 {
                net.convolutions.push(Conv2d::new(w, b, Conv2dConfig::default()));
            } else {
                net.dense.push(Linear::new(w, b));
            }
            net.variables.extend([weight, bias]);
        }
        Ok(net)
    }

    fn logits(&self, x: &Tensor) -> Result<Tensor> {
        let mut x = x.clone();
        for convolution in &self.convolutions {
            x = convolution.forward(&x)?.relu()?.max_pool2d(2)?;
        }
        if !self.convolutions.is_empty() {
            x = x.flatten_from(1)?;
        }
        for (i, dense) in self.dense.iter().enumerate() {
            x = dense.forward(&x)?;
            if i + 1 < self.dense.len() {
                x = x.relu()?;
            }
        }
        Ok(x)
    }
}

pub fn time() {
    for workload in weights::dense().iter().chain([&weights::convolutional()]) {
        measure(workload).expect("shapes that fit");
    }
}

fn measure(workload: &Workload) -> Result<()> {
    let binary = workload.name == "A";
    let shape: Vec<usize> = match workload.name {
        "D" => vec![BATCH, 1, 28, 28],
        _ => vec![BATCH, workload.kernels[0].dims[0]],
    };
    let x = Tensor::from_slice(&workload.x, shape, &Device::Cpu)?;
    let one = x.narrow(0, 0, 1)?.contiguous()?;
    let net = Net::new(workload)?;
    // For inference: tensors that no gradient is asked of.
    let net = Net {
        dense: net
            .dense
            .iter()
            .map(|l| Linear::new(l.weight().detach(), l.bias().map(Tensor::detach)))
            .collect(),
        convolutions: net
            .convolutions
            .iter()
            .map(|l| {
                Conv2d::new(
                    l.weight().detach(),
                    l.bias().map(Tensor::detach),
                    Conv2dConfig::default(),
                )
            })
            .collect(),
        variables: Vec::new(),
    };
    let predict = |x: &Tensor| {
        let z = net.logits(x)?;
        if binary { ops::sigmoid(&z) } else { ops::softmax(&z, 1) }
    };
    check(
        "candle",
        &workload.right,
        &predict(&one)?.flatten_all()?.to_vec1::<f32>()?,
    );
    print_each(workload.name, "forward", "candle", || predict(&one));
    print_each(workload.name, "batch", "candle", || predict(&x));

    let y = if binary {
        let y: Vec<f32> = (0..BATCH).map(|i| if i % 2 == 0 { 1.0 } else { 0.0 }).collect();
        Tensor::from_vec(y, (BATCH, 1), &Device::Cpu)?
    } else {
        Tensor::from_vec(
            (0..BATCH as u32).map(|i| i % 10).collect::<Vec<_>>(),
            BATCH,
            &Device::Cpu,
        )?
    };
    let step = |net: &Net, rule: &mut dyn FnMut(&Tensor) -> Result<()>| {
        let z = net.logits(&x)?;
        rule(&if binary {
            loss::binary_cross_entropy_with_logit(&z, &y)?
        } else {
            loss::cross_entropy(&z, &y)?
        })
    };
    let net = Net::new(workload)?;
    let mut rule = SGD::new(net.variables.clone(), 1e-4)?;
    print_each(workload.name, "sgd", "candle", || {
        step(&net, &mut |loss| rule.backward_step(loss))
    });
    let net = Net::new(workload)?;
    let settings = ParamsAdamW {
        lr: 1e-4,
        weight_decay: 0.0,
        ..ParamsAdamW::default()
    };
    let mut rule = AdamW::new(net.variables.clone(), settings)?;
    print_each(workload.name, "adam", "candle", || {
        step(&net, &mut |loss| rule.backward_step(loss))
    });
    Ok(())
}

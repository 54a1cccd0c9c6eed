//! burn with its flex back end.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::{BinaryCrossEntropyLossConfig, CrossEntropyLossConfig};
use burn::nn::pool::MaxPool2dConfig;
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, SgdConfig};
use burn::tensor::activation::{relu, sigmoid, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};
use peers_ours::models::BATCH;
use peers_ours::timing::{check, print_each};

use crate::weights::{self, Workload};

/// Convolutions, if any, with relu and pooling; then dense layers with relu in between.
#[derive(Module, Debug)]
struct Net {
    convolutions: Vec<Conv2d>,
    dense: Vec<Linear>,
}

impl Net {
    fn new(workload: &Workload, device: &Device) -> Self {
        let (mut convolutions, mut dense) = (Vec::new(), Vec::new());
        for kernel in &workload.kernels {
            if let [height, width, inputs, outputs] = kernel.dims[..] {
                let mut layer = Conv2dConfig::new([inputs, outputs], [height, width]).init(device);
                let (dims, values) = kernel.outputs_first();
                layer.weight = Param::from_tensor(Tensor::from_data(TensorData::new(values, dims), device));
                layer.bias = Some(Param::from_tensor(Tensor::zeros([outputs], device)));
                convolutions.push(layer);
            } else {
                let mut layer = LinearConfig::new(kernel.dims[0], kernel.dims[1]).init(device);
                let data = TensorData::new(kernel.values.clone(), kernel.dims.clone());
                layer.weight = Param::from_tensor(Tensor::from_data(data, device));
                layer.bias = Some(Param::from_tensor(Tensor::zeros([kernel.dims[1]], device)));
                dense.push(layer);
            }
        }
        Self { convolutions, dense }
    }

    fn logits<const D: usize>(&self, x: Tensor<D>) -> Tensor<2> {
        let mut at: Tensor<2> = if self.convolutions.is_empty() {
            x.flatten(1, D - 1)
        } else {
            let mut x: Tensor<4> = x.reshape([0, 1, 28, 28]);
            let pool = MaxPool2dConfig::new([2, 2]).init();
            for layer in &self.convolutions {
                x = pool.forward(relu(layer.forward(x)));
            }
            x.flatten(1, 3)
        };
        for (i, layer) in self.dense.iter().enumerate() {
            at = layer.forward(at);
            if i + 1 < self.dense.len() {
                at = relu(at);
            }
        }
        at
    }
}

pub fn time() {
    for workload in weights::dense().iter().chain([&weights::convolutional()]) {
        match workload.name {
            "D" => measure::<4>(workload, [BATCH, 1, 28, 28]),
            _ => measure::<2>(workload, [BATCH, workload.kernels[0].dims[0]]),
        }
    }
}

fn measure<const D: usize>(workload: &Workload, shape: [usize; D]) {
    let binary = workload.name == "A";
    let data = || TensorData::new(workload.x.clone(), shape);
    let device = Device::flex();
    let x: Tensor<D> = Tensor::from_data(data(), &device);
    let one = x.clone().narrow(0, 0, 1);
    let net = Net::new(workload, &device);
    let predict = |x: Tensor<D>| {
        let z = net.logits(x);
        if binary { sigmoid(z) } else { softmax(z, 1) }
    };
    check(
        "burn",
        &workload.right,
        &predict(one.clone()).into_data().try_to_vec::<f32>().expect("f32"),
    );
    print_each(workload.name, "forward", "burn flex", || predict(one.clone()));
    print_each(workload.name, "batch", "burn flex", || predict(x.clone()));

    let device = Device::flex().autodiff();
    let x: Tensor<D> = Tensor::from_data(data(), &device);
    let yes: Vec<i64> = (0..BATCH as i64).map(|i| (i + 1) % 2).collect();
    let classes: Vec<i64> = (0..BATCH as i64).map(|i| i % 10).collect();
    let yes: Tensor<2, Int> = Tensor::from_data(TensorData::new(yes, [BATCH, 1]), &device);
    let classes: Tensor<1, Int> = Tensor::from_data(TensorData::new(classes, [BATCH]), &device);
    let cross_entropy = CrossEntropyLossConfig::new().init(&device);
    let binary_cross_entropy = BinaryCrossEntropyLossConfig::new().with_logits(true).init(&device);
    let gradients = |net: &Net| {
        let z = net.logits(x.clone());
        let loss = if binary {
            binary_cross_entropy.forward(z, yes.clone())
        } else {
            cross_entropy.forward(z, classes.clone())
        };
        GradientsParams::from_grads(loss.backward(), net)
    };
    macro_rules! steps {
        ($job:literal, $rule:expr) => {{
            let (mut net, mut rule) = (Some(Net::new(workload, &device)), $rule);
            print_each(workload.name, $job, "burn flex", || {
                let before = net.take().expect("the network");
                let gradients = gradients(&before);
                net = Some(rule.step(1e-4, before, gradients));
            });
        }};
    }
    steps!("sgd", SgdConfig::new().init());
    steps!("adam", AdamConfig::new().init());
}

//! The weights and answers of the workloads, in the orders that the peers want.

use layerproof::{Model, Network};
use peers_ours::models::{A, B, C, D, Filled, images, vectors};

/// A workload's kernels in Keras's order, the mini-batch's numbers, and the right answer to its first sample.
pub struct Workload {
    pub name: &'static str,
    pub kernels: Vec<Kernel>,
    pub x: Vec<f32>,
    pub right: Vec<f32>,
}

/// The weights of one layer: (in, out) for a dense one, (height, width, in, out) for a convolution.
pub struct Kernel {
    pub dims: Vec<usize>,
    pub values: Vec<f32>,
}

pub fn dense() -> [Workload; 3] {
    macro_rules! workload {
        ($model:ident, $i:literal, $h:literal, $o:literal) => {{
            let (model, x) = ($model::filled(), vectors::<$i>());
            let kernel = |dims: [usize; 2], values: &[f32]| Kernel {
                dims: dims.to_vec(),
                values: values.to_vec(),
            };
            Workload {
                name: stringify!($model),
                kernels: vec![
                    kernel([$i, $h], model.dense_1.kernel.as_slice()),
                    kernel([$h, $o], model.dense_2.kernel.as_slice()),
                ],
                right: model.predict(&x[0]).as_slice().to_vec(),
                x: x.into_flattened(),
            }
        }};
    }
    [
        workload!(A, 2, 8, 1),
        workload!(B, 64, 32, 10),
        workload!(C, 784, 128, 10),
    ]
}

/// D, whose dense kernel takes the channels first, as all peers here flatten them.
pub fn convolutional() -> Workload {
    let (model, x) = (D::filled(), images());
    let output = model.dense_1.kernel.as_slice();
    let mut values = Vec::with_capacity(output.len());
    for channel in 0..16 {
        for position in 0..25 {
            values.extend_from_slice(&output[10 * (16 * position + channel)..][..10]);
        }
    }
    Workload {
        name: "D",
        kernels: vec![
            Kernel {
                dims: vec![3, 3, 1, 8],
                values: model.conv2d_1.kernel.as_slice().to_vec(),
            },
            Kernel {
                dims: vec![3, 3, 8, 16],
                values: model.conv2d_2.kernel.as_slice().to_vec(),
            },
            Kernel {
                dims: vec![400, 10],
                values,
            },
        ],
        right: model.predict(&x[0]).as_slice().to_vec(),
        x: x.iter()
            .flat_map(|x| x.as_flattened().as_flattened())
            .copied()
            .collect(),
    }
}

impl Kernel {
    pub fn out(&self) -> usize {
        self.dims[self.dims.len() - 1]
    }

    /// Out, in; or out, in, height, width: as everybody but Keras has them.
    pub fn outputs_first(&self) -> (Vec<usize>, Vec<f32>) {
        let (out, area) = (self.out(), self.dims[..self.dims.len() - 2].iter().product::<usize>());
        let inputs = self.dims[self.dims.len() - 2];
        let mut values = Vec::with_capacity(self.values.len());
        for o in 0..out {
            for i in 0..inputs {
                for position in 0..area {
                    values.push(self.values[(position * inputs + i) * out + o]);
                }
            }
        }
        let mut dims = vec![out, inputs];
        dims.extend_from_slice(&self.dims[..self.dims.len() - 2]);
        (dims, values)
    }
}

use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<2, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let mut compiled = net.compile(SparseCategoricalCrossentropy::new(), Sgd::new(0.1), ());
    let fit = Fit::new().shuffle(false);
    compiled.fit(&[[0.1, 0.2], [0.3, 0.4]], &[0, 1], &fit)?;
    compiled.fit(&vec![[0.1, 0.2], [0.3, 0.4]], &vec![0u32, 1], &fit)?;
    compiled.fit(&vec![SVector::<f32, 2>::new(0.1, 0.2)], &[1usize], &fit)?;
    let boxed: Box<[[f32; 2]]> = vec![[0.1, 0.2]].into();
    compiled.fit(&boxed, &[1u8], &fit)?;
    compiled.train_step(&[[0.1, 0.2]], &[1u8])?;
    let mut out = [SVector::zeros(); 2];
    net.predict_batch(&[[0.1, 0.2], [0.3, 0.4]], &mut out)?;
    net.predict_into(&SVector::from([0.1, 0.2]), &mut out[0]);
    Ok(())
}

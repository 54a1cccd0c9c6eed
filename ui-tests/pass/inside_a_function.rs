fn main() {
    layerproof::sequential! {
        struct Net {
            Input<2>,
            Dense<1>,
        }
    }
    use layerproof::Model;
    let net = Net::zeros();
    assert_eq!(net.predict(&[1.0, 2.0])[0], 0.0);
}

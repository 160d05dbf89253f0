from initlab.torch.initialize import initialize

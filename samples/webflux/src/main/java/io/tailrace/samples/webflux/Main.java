package io.tailrace.samples.webflux;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Takes orders over HTTP, streams them to browsers, bills them: each of the three is a side of one journal. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(OrdersProperties.class)
class Main {
    static {
        // Newer JVMs warn when Netty touches sun.misc.Unsafe, for which it has had a substitute since 4.2.
        System.setProperty("io.netty.noUnsafe", "true");
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Main.class, arguments);
    }
}
